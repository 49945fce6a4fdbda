/* SPDX-License-Identifier: BSD-2-Clause */
#include "fuzz_world.h"

#include "fuzz.h"
#include "snippet.h"

struct domain fuzz_child, fuzz_client;
uint64_t fuzz_slots, fuzz_pages;
struct random fuzz_random;

/* Makes the system call of its first argument with the others, and returns the result; or
 * faults. */
SNIPPET(child,
        "cmp $-1, %rdi\n je 1f\n mov %rdi, %rax\n mov %rsi, %rdi\n mov %rdx, %rsi\n mov %r8, "
        "%rdx\n xor %r8d, %r8d\n"
        "xor %r9d, %r9d\n xor %r10d, %r10d\n syscall\n mov %rax, %rdi\n mov $1, %eax\n syscall\n"
        "1: ud2\n mov $7, %edi\n mov $1, %eax\n syscall\n");
_Static_assert(COS_OP_RETURN == 1 && CHILD_FAULTED == 7, "the code above is out of date");
SNIPPET(client, "1: syscall\n inc %rax\n ud2\n jmp 1b");

/* The handler's entry, with one stack for one thread. */
int64_t fuzz_handle(uint64_t cause, uint64_t address, uint64_t code, uint64_t ip);
uint8_t fuzz_stack[2048] __attribute__((aligned(16)));
__asm__(".text\n .globl fuzz_fault\n"
        "fuzz_fault: mov $fuzz_stack + 2048, %rsp\n mov %r8, %rcx\n mov %r9, %r8\n mov %r10, %r9\n "
        "call fuzz_handle\n"
        "mov %rax, %rdi\n xor %esi, %esi\n xor %edx, %edx\n mov $1, %eax\n syscall\n ud2\n");

void fuzz_count(unsigned op, int64_t result)
{
    struct fuzz_counts *counts = (struct fuzz_counts *)FUZZ_LINK;

    if (op < COS_OPS) {
        counts->made[op]++;
        counts->good[op] += result >= 0;
    }
}

/* Resumes behind the faulting instruction of two bytes, or unwinds. */
int64_t fuzz_handle(uint64_t cause, uint64_t address, uint64_t code, uint64_t ip)
{
    uint64_t value;

    (void)cause, (void)address, (void)code;
    fuzz_count(COS_OP_THREAD_READ, cos_thread_read(0, (unsigned)below(COS_REGS + 1), &value));
    fuzz_count(COS_OP_THREAD_WRITE, cos_thread_write(0, COS_REG_RIP, ip + 2));
    fuzz_count(COS_OP_RETURN, 0);
    return one_in(3) ? COS_UNWIND : COS_RESUME;
}

/* An error shows when a later call fails. */
void fuzz_world_make(void)
{
    uint64_t gate = slot_take();

    cos_make_gate(COS_SLOT_COMP, gate, (uint64_t)fuzz_fault, 0);
    domain_make(&fuzz_child, below(2) ? COS_COMP_FPU : 0, gate);
    domain_load(&fuzz_child, child_start, child_end);
    domain_make_memory(&fuzz_client, 1);
    domain_load(&fuzz_client, client_start, client_end);
    fuzz_slots = slot_take();
    for (unsigned i = 1; i < PLAY_SLOTS; i++)
        slot_take();
    fuzz_pages = pages_take(PLAY_PAGES);
}
