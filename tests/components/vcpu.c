/* SPDX-License-Identifier: BSD-2-Clause */
/* vCPU: a client domain that is entered with the registers of the vCPU page comes back with
 * registers and cause: by a system call, a fault, an event, a breakpoint. Upcalls and their mask;
 * the component's own faults at its own handler. */
#include <cos/string.h>
#include <cos/vcpu.h>
#include <sched.h>

#include "check.h"
#include "domain.h"
#include "snippet.h"

static union {
    struct cos_vcpu vcpu;
    uint8_t bytes[COS_PAGE_SIZE];
} vcpu_page __attribute__((aligned(COS_PAGE_SIZE)));
#define vcpu (*(volatile struct cos_vcpu *)&vcpu_page)

static struct domain client;
volatile uint64_t upcalls, upcall_masked, faults, fault_rip;

SNIPPET(call, "add $1, %rbx\n lea 1(%r15), %r15\n syscall\n add $2, %rbx\n syscall");
SNIPPET(touch, "mov 0x1000, %rax");
SNIPPET(spin, "1: inc %rbx\n jmp 1b");
SNIPPET(halt, "hlt");
SNIPPET(store, "movq $7, 0x401000\n syscall");
SNIPPET(move_ss, "mov 0x401000, %ss\n syscall");
SNIPPET(write_code, "movl $1, 0x400000");

/* Resumes where the upcall interrupted the component, and unmasks events. */
extern const uint8_t upcall_entry[];
__asm__(".text\nupcall_entry:\n"
        "incq upcalls\n mov vcpu_masked, %rax\n mov (%rax), %rax\n mov %rax, upcall_masked\n"
        "mov upcall_frame, %rax\n mov 8(%rax), %rsp\n push 0(%rax)\n push 16(%rax)\n mov 24(%rax), "
        "%rax\n popfq\n ret\n");
volatile void *vcpu_masked, *upcall_frame;

/* Skips the two-byte instruction that faulted. */
extern const uint8_t fault_entry[];
__asm__(".text\nfault_entry:\n"
        "incq faults\n mov fault_regs, %rcx\n mov 0x80(%rcx), %rax\n mov %rax, fault_rip\n add $2, "
        "%rax\n"
        "mov 0x38(%rcx), %rsp\n jmp *%rax\n");
volatile void *fault_regs;

static void enter_at_code(const uint8_t *start, const uint8_t *end)
{
    domain_load(&client, start, end);
    memset((void *)&vcpu.client, 0, sizeof vcpu.client);
    vcpu.client.rip = DOMAIN_CODE;
    vcpu.client.rsp = DOMAIN_STACK;
    vcpu.client.rflags = 2;
}

static void check_syscall(void)
{
    enter_at_code(call_start, call_end);
    vcpu.client.rbx = 100;
    vcpu.client.r15 = 0xfedcba9876543210;
    vcpu.client.rax = 77;
    check_result(cos_vcpu_enter(client.pagetable), COS_EXIT_SYSCALL,
                 "a system call of the client ends its entry");
    check_result(vcpu.cause, COS_EXIT_SYSCALL, "the page says so too");
    check(vcpu.client.rbx == 101 && vcpu.client.r15 == 0xfedcba9876543211 && vcpu.client.rax == 77,
          "its registers were loaded and stored");
    check_result(vcpu.client.rsp, DOMAIN_STACK, "its stack pointer too");
    check_result(cos_vcpu_enter(client.pagetable), COS_EXIT_SYSCALL,
                 "entered again it goes on behind the instruction");
    check_result(vcpu.client.rbx, 103, "as expected");
}

static void check_fault(const uint8_t *start, const uint8_t *end, uint64_t cause, uint64_t address,
                        const char *what)
{
    enter_at_code(start, end);
    check_result(cos_vcpu_enter(client.pagetable), cause, "%s ends the entry", what);
    check(vcpu.cause == cause && vcpu.client.rip == DOMAIN_CODE,
          "with its cause, at the instruction");
    if (cause == COS_FAULT_PAGE)
        check_result(vcpu.address, address, "and the address");
}

static void check_entry(void)
{
    enter_at_code(call_start, call_end);
    vcpu.client.rip = 0x8000000000000000;
    check_result(cos_vcpu_enter(client.pagetable), COS_FAULT_PROTECTION,
                 "a non-canonical start is the client's fault");
    vcpu.client.rip = 0xffffffff80000000;
    check_result(cos_vcpu_enter(client.pagetable), COS_FAULT_PROTECTION,
                 "so is a start in the kernel");
    enter_at_code(call_start, call_end);
    vcpu.client.rflags = ~0ull;
    vcpu.client.fsbase = 0x8000000000000000;
    check(cos_vcpu_enter(client.pagetable) >= 0, "wild flags and bases are no harm");
    check_result(vcpu.client.rflags & 0x3000, 0, "the client has no I/O privilege then");
    check_result(cos_vcpu_enter(COS_SLOT_PT), -COS_EINVAL,
                 "the component's own page table is no client");
}

#define BREAK_WRITE_8  0x90001 /* the first breakpoint: on writes of 8 bytes, */
#define BREAK_ACCESS_8 0xb0001 /* on reads and writes, */
#define BREAK_PORT     0x20001 /* on a port, */
#define BREAK_EXECUTE  0x00001 /* on an instruction */

static int64_t enter_watched(const uint8_t *start, const uint8_t *end, uint64_t address,
                             uint64_t control)
{
    enter_at_code(start, end);
    vcpu.debug[0] = address;
    vcpu.debug_control = control;
    return cos_vcpu_enter(client.pagetable);
}

static void check_breakpoints(void)
{
    static volatile uint64_t own;
    uint64_t events;

    check_result(enter_watched(store_start, store_end, DOMAIN_DATA, BREAK_WRITE_8), COS_FAULT_DEBUG,
                 "a breakpoint on a write ends the entry");
    check(vcpu.address == 1 &&
              vcpu.client.rip == DOMAIN_CODE + (uint64_t)(store_end - store_start) - 2,
          "and says which one it was, behind the instruction");
    check_result(cos_vcpu_enter(client.pagetable), COS_EXIT_SYSCALL, "once");
    check_result(enter_watched(store_start, store_end, DOMAIN_CODE, BREAK_EXECUTE), COS_FAULT_DEBUG,
                 "one on an instruction, too");
    check(vcpu.client.rip == DOMAIN_CODE, "before it");
    int64_t cause = enter_watched(store_start, store_end, (uint64_t)&own, BREAK_ACCESS_8);
    own++;
    check_result(cause, COS_EXIT_SYSCALL,
                 "a breakpoint on memory that the client does not touch has no effect");
    vcpu.client.rip = 0; /* a page fault */
    cos_vcpu_enter(client.pagetable);
    own++;
    cos_timer(cos_tsc() + cos_ticks(2000));
    enter_watched(spin_start, spin_end, (uint64_t)&own, BREAK_ACCESS_8);
    cos_wait(COS_SLOT_ENDPOINT, 0, &events);
    check(++own == 3, "the component's own accesses do not hit it, however the entry ended");
    check_result(enter_watched(store_start, store_end, 0xffffffff80000000, BREAK_ACCESS_8),
                 COS_EXIT_SYSCALL, "nor is the kernel's");
    check_result(enter_watched(store_start, store_end, DOMAIN_DATA, BREAK_PORT), COS_EXIT_SYSCALL,
                 "nor a port");
    check(enter_watched(store_start, store_end, DOMAIN_DATA, ~0ull) >= 0,
          "a wild control word is no harm");
    *(volatile uint64_t *)client.data = 0x2b; /* the client's stack segment */
    check(enter_watched(move_ss_start, move_ss_end, DOMAIN_DATA, BREAK_ACCESS_8) >= 0,
          "nor is one that the CPU reports late, in the kernel");
    vcpu.debug_control = 0;
}

static void check_events(void)
{
    uint64_t events;

    enter_at_code(spin_start, spin_end);
    cos_timer(cos_tsc() + cos_ticks(2000));
    check_result(cos_vcpu_enter(client.pagetable), COS_EXIT_EVENT,
                 "an event ends the entry of a client that never returns");
    check(vcpu.client.rbx > 100, "which has run until then");
    check_result(cos_vcpu_enter(client.pagetable), COS_EXIT_EVENT,
                 "an entry with an event pending ends at once");
    check_result(cos_wait(COS_SLOT_ENDPOINT, 0, &events), 0, "the event can be fetched");
    check_result(events, COS_EVENT_TIMER, "it is the timer's");
    check_result(cos_wait(COS_SLOT_ENDPOINT, 0, &events), -COS_EAGAIN, "once");
}

static void fetch(void)
{
    uint64_t events;

    cos_wait(COS_SLOT_ENDPOINT, 0, &events);
}

static void check_upcalls(void)
{
    vcpu_masked = &vcpu.masked;
    upcall_frame = &vcpu.upcall;
    fetch();
    vcpu.masked = 1;
    vcpu.pending = 0;
    vcpu.upcall_entry = (uint64_t)upcall_entry;
    cos_signal(COS_SLOT_ENDPOINT);
    check(upcalls == 0 && vcpu.pending == 1, "a masked event is marked pending");
    fetch();
    vcpu.pending = vcpu.masked = 0;
    cos_signal(COS_SLOT_ENDPOINT);
    check(upcalls == 1 && upcall_masked == 1, "an unmasked one is an upcall, which masks");
    cos_signal(COS_SLOT_ENDPOINT);
    check(upcalls == 1, "so there is no second one");
    fetch();
    vcpu.pending = vcpu.masked = 0;
    cos_timer(cos_tsc() + cos_ticks(1000));
    for (uint64_t end = cos_tsc() + cos_ticks(100000); upcalls < 2 && cos_tsc() < end;)
        ;
    check(upcalls == 2, "a timer's event interrupts a busy component");
    fetch();
    vcpu.pending = vcpu.masked = 0;
    cos_call(COS_SLOT_SCHED, SCHED_NOTIFY, cos_self()->id, COS_EVENT_OWN, 0);
    check(upcalls == 3, "an event that came during a call is an upcall after it");
    fetch();
    vcpu.upcall_entry = 0;
}

static void check_own_faults(void)
{
    fault_regs = &vcpu.fault;
    vcpu.masked = 0;
    vcpu.fault_entry = (uint64_t)fault_entry;
    uint64_t at;

    __asm__ volatile("lea 1f(%%rip), %0\n1: ud2" : "=&r"(at) : : "rax", "rcx", "memory");
    check(faults == 1 && fault_rip == at, "a fault of the component comes to its own handler");
    check(vcpu.fault_entry == 0 && vcpu.masked == 1, "which is used once, with events masked");
    check_result(vcpu.cause, COS_FAULT_OPCODE, "with its cause");
}

int main(const struct cos_start *start)
{
    const uint64_t number = ((uint64_t)&vcpu_page - start->rw_start) / COS_PAGE_SIZE;

    check_result(domain_make_memory(&client, 1), 0, "a client domain");
    check_result(cos_vcpu_enter(client.pagetable), -COS_EINVAL,
                 "without a vCPU page nothing can be entered");
    check_result(cos_thread_bind(COS_SLOT_THREAD, COS_SLOT_ENDPOINT, COS_SLOT_REGION, number), 0,
                 "a vCPU page");
    check_syscall();
    check_fault(touch_start, touch_end, COS_FAULT_PAGE, 0x1000, "a page fault");
    check_fault(write_code_start, write_code_end, COS_FAULT_PAGE, DOMAIN_CODE,
                "a write to read-only memory");
    check_fault(halt_start, halt_end, COS_FAULT_PROTECTION, 0, "hlt");
    check_entry();
    check_breakpoints();
    check_events();
    check_upcalls();
    check_own_faults();
    return check_done();
}
