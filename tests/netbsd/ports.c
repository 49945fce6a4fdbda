/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * I/O ports of a device, by all instructions that there are for that; all else that faults ends as
 * if the VM handled no faults. The argument says which. The ports are those of a virtio device:
 * registers of one, two and four bytes that keep what is written, in some of their bits.
 */
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <rump_pci.h>

#include "check.h"

__asm__(".globl evm_fpu\n.set evm_fpu, 1"); /* as all NetBSD VMs */

enum { QUEUE_ADDRESS = 8, QUEUE = 14, STATUS = 18 }; /* 4, 2 and 1 bytes */

#define FOREIGN   0x60
#define ONES      0xffffffffffffffffull
#define NOT_THERE 0x5000

static uint16_t base, status, queue, address;

#define IN(width, port, before)                                \
    ({                                                         \
        uint64_t rax_ = (before);                              \
        __asm__ volatile("in" width : "+a"(rax_) : "d"(port)); \
        rax_;                                                  \
    })
#define OUT(width, port, value) __asm__ volatile("out" width : : "a"(value), "d"(port))

static void check_registers(void)
{
    OUT("b %%al, %%dx", status, 3ull);
    check_result((long long)IN("b %%dx, %%al", status, ONES << 8), (long long)(ONES << 8 | 3),
                 "a byte");
    OUT("w %%ax, %%dx", queue, 0xffff0001ull);
    check_result((long long)IN("w %%dx, %%ax", queue, ONES << 16), (long long)(ONES << 16 | 1),
                 "a word");
    OUT("w %%ax, %%dx", queue, 0ull);
    OUT("l %%eax, %%dx", address, 0xdeadbeef00012345ull);
    check_result((long long)IN("l %%dx, %%eax", address, ONES), 0x12345,
                 "four bytes, which clear the upper ones");
    OUT("l %%eax, %%dx", address, 0ull);
}

static void check_strings(void)
{
    static const uint8_t bytes[4] = {1, 2, 3, 7};
    static const uint16_t words[3] = {9, 1, 0};
    uint32_t numbers[3] = {0x1111, 0x2222, 0x3333}, back[3] = {9, 9, 9};
    uint16_t word[3] = {9, 9, 9};
    uint8_t byte[4] = {9, 9, 9, 9};
    const void *from = bytes;
    void *to = byte;
    uint64_t count = 4;

    __asm__ volatile("rep outsb" : "+S"(from), "+c"(count) : "d"(status) : "memory");
    check(from == bytes + 4 && count == 0 && IN("b %%dx, %%al", status, 0ull) == 7,
          "bytes from memory");
    __asm__ volatile("insb" : "+D"(to) : "d"(status) : "memory");
    check(to == byte + 1 && byte[0] == 7 && byte[1] == 9, "one to memory");
    count = 2;
    __asm__ volatile("addr32 rep insb" : "+D"(to), "+c"(count) : "d"(status) : "memory");
    check(to == byte + 3 && count == 0 && byte[2] == 7 && byte[3] == 9,
          "some, with short addresses");
    from = words + 2;
    count = 2;
    __asm__ volatile("std\n rep outsw\n cld" : "+S"(from), "+c"(count) : "d"(queue) : "memory");
    check(from == words && count == 0 && IN("w %%dx, %%ax", queue, 0ull) == 1, "words, downwards");
    to = word + 2;
    __asm__ volatile("std\n insw\n cld" : "+D"(to) : "d"(queue) : "memory");
    check(to == word + 1 && word[2] == 1 && word[1] == 9, "one to memory");
    OUT("w %%ax, %%dx", queue, 0ull);
    from = numbers;
    count = 3;
    __asm__ volatile("rep outsl" : "+S"(from), "+c"(count) : "d"(address) : "memory");
    to = back;
    count = 2;
    __asm__ volatile("rep insl" : "+D"(to), "+c"(count) : "d"(address) : "memory");
    check(from == numbers + 3 && to == back + 2 && back[0] == 0x3333 && back[1] == 0x3333 &&
              back[2] == 9,
          "longer ones");
    count = 0;
    __asm__ volatile("rep insl" : "+D"(to), "+c"(count) : "d"(address) : "memory");
    check(to == back + 2 && back[2] == 9, "none at all");
    OUT("l %%eax, %%dx", address, 0ull);
}

/* What such a fault must leave alone. */
static void check_state(void)
{
    uint32_t mxcsr = 0x3f80, mxcsr_after;
    uint16_t control = 0x27f, control_after;
    uint64_t in = 0x123456789abcdef0, out = 0, flags_before, flags_after;

    __asm__ volatile("ldmxcsr %0\n fldcw %1\n movq %2, %%xmm5"
                     :
                     : "m"(mxcsr), "m"(control), "r"(in));
    __asm__ volatile("stc\n pushfq\n popq %0\n inb %%dx, %%al\n pushfq\n popq %1"
                     : "=&r"(flags_before), "=&r"(flags_after)
                     : "d"(status)
                     : "rax", "memory");
    __asm__ volatile("stmxcsr %0\n fnstcw %1\n movq %%xmm5, %2"
                     : "=m"(mxcsr_after), "=m"(control_after), "=r"(out));
    check(flags_after == flags_before, "flags stay as they were");
    check(mxcsr_after == mxcsr && control_after == control && out == in,
          "and so do the floating-point unit's registers");
}

static __attribute__((noinline)) void fault(const char *how)
{
    if (strcmp(how, "foreign") == 0) {
        IN("b %%dx, %%al", FOREIGN, 0ull);
    } else if (strcmp(how, "behind") == 0) {
        IN("l %%dx, %%eax", base + cos_self()->pci[0].ports[0].count - 2, 0ull);
    } else if (strcmp(how, "page") == 0) {
        *(volatile int *)NOT_THERE = 0;
    } else if (strcmp(how, "string") == 0) {
        void *to = (void *)NOT_THERE;

        __asm__ volatile("insb" : "+D"(to) : "d"(status) : "memory");
    } else if (strcmp(how, "breakpoint") == 0) {
        __asm__ volatile("int3");
    } else if (strcmp(how, "denied") == 0) {
        cos_map(COS_SLOT_CALL, 0, 0, 0, 0, 1);
    } else if (strcmp(how, "halt") == 0) {
        __asm__ volatile("hlt");
    }
}

int main(const struct cos_start *start)
{
    const char *how = (const char *)start->blobs[0].address;

    check_result(rumpcomp_pci_iospace_init(), 0, "the VM handles its faults");
    base = start->pci[0].ports[0].first;
    status = base + STATUS;
    queue = base + QUEUE;
    address = base + QUEUE_ADDRESS;
    if (strcmp(how, "all") == 0) {
        check_registers();
        check_strings();
        check_state();
        return check_done();
    }
    IN("b %%dx, %%al", status, 0ull);
    if (strcmp(how, "call") == 0) {
        check_result(cos_call(COS_SLOT_FAULT, COS_FAULT_DIVIDE, 0, 0, 0).value, -COS_EDENIED,
                     "who says of itself that it has faulted is not believed");
        return check_done();
    }
    fault(how);
    check(false, "it goes on after `%s`", how);
    return 1;
}
