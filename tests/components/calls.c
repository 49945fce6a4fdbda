/* SPDX-License-Identifier: BSD-2-Clause */
/* Component calls: arguments, results, tokens, nesting depth, callees that die while a thread is
 * inside. */
#include <cos/entry.h>
#include <cos/start.h>
#include <supervisor.h>

#include "check.h"
#include "domain.h"
#include "snippet.h"

#define TOKEN_NEST 0x11
#define TOKEN_KILL 0x22

static struct domain domain;
static uint64_t nest_gate, kill_gate;
static int64_t nest_result;
static uint64_t arguments[6];

COS_ENTRY(nest_entry, nest);
COS_ENTRY(kill_entry, kill_domain);
COS_ENTRY(show_entry, show);
COS_ENTRY(fault_entry, handle);
extern const uint8_t nest_entry[], kill_entry[], show_entry[], fault_entry[];

/* Calls its gate (first argument) until a call is refused, without a stack: the depth (second
 * argument) is in rsp, which calls leave alone. Returns the depth reached and the error. */
__asm__("deep_entry:\n"
        "   mov %rsi, %rsp\n"
        "   inc %rsi\n"
        "   mov %rdi, %rax\n"
        "   shl $8, %rax\n"
        "   syscall\n"
        "   mov %rdi, %rsi\n"
        "   mov %rax, %rdi\n"
        "   test %rax, %rax\n"
        "   jns 1f\n"
        "   mov %rsp, %rdi\n"
        "   mov %rax, %rsi\n"
        "1: mov $1, %eax\n"
        "   xor %edx, %edx\n"
        "   syscall\n"
        /* Calls its gate as often as the second argument says, then asks the supervisor about its
         * own component. */
        "asking_entry:\n"
        "   mov %rdi, %rax\n"
        "   shl $8, %rax\n"
        "   dec %rsi\n"
        "   jns 1f\n"
        "   mov $0x800, %eax\n"
        "   mov $2, %edi\n"
        "   mov %r10, %rsi\n"
        "1: syscall\n"
        "   mov %rax, %rdi\n"
        "   mov $1, %eax\n"
        "   xor %esi, %esi\n"
        "   xor %edx, %edx\n"
        "   syscall\n"
        /* Poses as a thread id that no gate can bring. */
        "foreign_entry:\n"
        "   mov $63, %r10d\n"
        "   jmp show_entry\n");
extern const uint8_t deep_entry[], asking_entry[], foreign_entry[];
_Static_assert(COS_SYSCALL(COS_OP_CALL, 1) == 0x100 && COS_OP_RETURN == 1 &&
                   SUPERVISOR_STATUS == 2 && COS_SYSCALL(COS_OP_CALL, COS_SLOT_SUPERVISOR) == 0x800,
               "the code above is out of date");

/* Calls the gate and returns its second argument. */
struct cos_result nest(uint64_t slot, uint64_t value, uint64_t a2, uint64_t a3, uint64_t token,
                       uint64_t thread)
{
    (void)a2;
    (void)a3;
    (void)token;
    (void)thread;
    nest_result = cos_call(slot, slot, 0, 0, 0).value;
    return (struct cos_result){.value = value};
}

struct cos_result kill_domain(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token,
                              uint64_t thread)
{
    (void)a0, (void)a1, (void)a2, (void)a3, (void)token, (void)thread;
    return (struct cos_result){.value = cos_comp_kill(domain.comp)};
}

struct cos_result show(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token,
                       uint64_t thread)
{
    const uint64_t seen[6] = {a0, a1, a2, a3, token, thread};

    for (unsigned i = 0; i < 6; i++)
        arguments[i] = seen[i];
    return (struct cos_result){.value = 0x123456789abcdef0, .extra = 0xfedcba9876543210};
}

struct cos_result handle(uint64_t cause, uint64_t address, uint64_t code, uint64_t ip,
                         uint64_t token, uint64_t thread)
{
    (void)cause, (void)address, (void)code, (void)ip, (void)token, (void)thread;
    return (struct cos_result){.value = COS_UNWIND};
}

/* Calls the gate in slot 1 of its own table and returns its result. */
SNIPPET(forward, "mov $0x100, %eax; syscall; mov %rax, %rdi; mov $1, %eax; syscall; ud2");
SNIPPET(crash, "ud2");
_Static_assert(COS_SYSCALL(COS_OP_CALL, 1) == 0x100 && COS_OP_RETURN == 1,
               "forward is out of date");

static uint64_t gate(const uint8_t *entry, uint64_t token)
{
    uint64_t slot = slot_take();

    check_result(cos_make_gate(COS_SLOT_COMP, slot, (uint64_t)entry, token), 0,
                 "a gate into this component");
    return slot;
}

static void check_arguments(void)
{
    uint64_t slot = gate(show_entry, 0xfedcba9800000001);
    struct cos_result result = cos_call(slot, 1, 0x2222222222222222, 3, ~0ul);

    check(result.value == 0x123456789abcdef0 && result.extra == 0xfedcba9876543210,
          "both results come back whole");
    check(arguments[0] == 1 && arguments[1] == 0x2222222222222222 && arguments[2] == 3 &&
              arguments[3] == ~0ul,
          "all arguments arrive whole");
    check(arguments[4] == 0xfedcba9800000001, "with the token of the gate");
    check(arguments[5] == cos_cap_info(COS_SLOT_THREAD).v1, "and the id of the calling thread");
}

static void check_depth(void)
{
    uint64_t deep = gate(deep_entry, 0), plain = gate(show_entry, 0);
    struct cos_result result = cos_call(deep, deep, 1, 0, 0);

    check_result(result.value, COS_CALL_DEPTH, "calls nest as deep as the contract says");
    check_result((int64_t)result.extra, -COS_EDEPTH, "one more is refused");
    check_result(cos_call(plain, 0, 0, 0, 0).value, 0x123456789abcdef0,
                 "afterwards calls work as before");
}

/* The supervisor must ask the booter, for which it reserves calls, however deep its caller is. */
static void check_truth(void)
{
    uint64_t slot = gate(asking_entry, 0);

    check_result(cos_call(slot, slot, COS_CALL_DEPTH - 3, 0, 0).value & 0xff, SUPERVISOR_RUNNING,
                 "with just enough calls left the supervisor knows that this runs");
    check_result(cos_call(slot, slot, COS_CALL_DEPTH - 2, 0, 0).value & 0xff, SUPERVISOR_RUNNING,
                 "with the last one it does, too");
    check_result(cos_call(slot, slot, COS_CALL_DEPTH - 1, 0, 0).value, -COS_EDEPTH,
                 "with none the kernel does");
}

static void check_stacks(void)
{
    uint64_t plain = gate(show_entry, 0);

    check_result(cos_call(nest_gate, nest_gate, 5, 0, 0).value, 5, "a thread enters");
    check_result(nest_result, -COS_EDEPTH, "and is refused where it is inside already");
    check_result(cos_call(nest_gate, plain, 6, 0, 0).value, 6, "it enters again");
    check_result(nest_result, -COS_EDEPTH,
                 "another entry on the same stacks does not let it in either");
    check_result(cos_call(gate(foreign_entry, 0), 0, 0, 0, 0).value, -COS_EDENIED,
                 "a thread for which there is no stack is refused");
    check_result(cos_call(plain, 0, 0, 0, 0).value, 0x123456789abcdef0,
                 "afterwards calls work as before");
}

static void check_deaths(uint64_t handler)
{
    check_result(domain_make(&domain, 0, handler), 0, "a domain");
    domain_load(&domain, forward_start, forward_end);
    check_result(cos_cap_copy(kill_gate, domain.comp, 1, COS_RIGHT_ALL, 0), 0,
                 "which holds a gate back");
    check_result(cos_call(domain.gate, 0, 0, 0, 0).value, -COS_EDEAD,
                 "it is killed in the middle of a call: EDEAD");
    check_result(cos_call(domain.gate, 0, 0, 0, 0).value, -COS_EDENIED,
                 "a call to it after its death: refused");
    check_result(domain_end(&domain), 0, "its frames are free again");

    check_result(domain_make(&domain, 0, handler), 0, "a domain from the same frames");
    domain_load(&domain, crash_start, crash_end);
    check_result(cos_call(domain.gate, 0, 0, 0, 0).value, -COS_EDEAD, "it faults in a call: EDEAD");
    domain_load(&domain, forward_start, forward_end);
    check_result(cos_cap_copy(nest_gate, domain.comp, 1, COS_RIGHT_ALL, 0), 0,
                 "with another gate back");
    check_result(cos_call(domain.gate, 63, 7, 0, 0).value, 7,
                 "an unwound domain can be called again");
    check_result(cos_revoke(domain.comp), 0, "revoke the domain");
    check_result(cos_call(domain.gate, 0, 0, 0, 0).value, -COS_EDENIED,
                 "gates into it are void then");
    check_result(domain_end(&domain), 0, "its frames are free again");
}

static void check_no_handler(void)
{
    uint64_t handler = gate(fault_entry, 0);

    check_result(domain_make(&domain, 0, handler), 0, "a domain");
    check_result(cos_cap_drop(COS_SLOT_COMP, handler), 0,
                 "whose fault gate's capability is dropped");
    domain_load(&domain, crash_start, crash_end);
    check_result(cos_call(domain.gate, 0, 0, 0, 0).value, -COS_EDEAD,
                 "its faults are handled all the same");
    check_result(domain_end(&domain), 0, "its frames are free again");
}

int main(const struct cos_start *start)
{
    (void)start;
    nest_gate = gate(nest_entry, TOKEN_NEST);
    kill_gate = gate(kill_entry, TOKEN_KILL);
    check_arguments();
    check_depth();
    check_truth();
    check_stacks();
    check_deaths(gate(fault_entry, 0));
    check_no_handler();
    return check_done();
}
