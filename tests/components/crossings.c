/* SPDX-License-Identifier: BSD-2-Clause */
/* All state of the CPU across all ways from one protection domain into another: call, return, a
 * callee that crashes, a handler that unwinds past several components or resumes, a client's entry
 * and its exits. Before each crossing the test fills all state; behind it the test compares all
 * that it finds with what that side may see. Programs with and without FPU run this. */
#include <cos/string.h>
#include <cos/vcpu.h>

#include "check.h"
#include "domain.h"
#include "snippet.h"
#include "state.h"

extern const uint8_t evm_fpu[] __attribute__((weak)); /* a symbol of the program with FPU */

/* Patterns of this program, of callees, of handlers, and of a component between caller and
 * callee. */
#define OURS       0x5eafb00b5eafb00b
#define THEIRS     0x4a11ee4a11eecafe
#define HANDLER    0x7ad1e57ad1e57ad1
#define BETWEEN    0x6e77ee6e77ee6e77
#define OUR_BASE   0x10
#define THEIR_BASE 0x28
#define CLIENT_GS  0x40

/* Addresses of a domain's two states and its state_place. */
#define FIRST  DOMAIN_DATA
#define SECOND 0x401400
#define PLACE  0x401800
_Static_assert(DOMAIN_DATA == 0x401000 && sizeof(struct state) <= 0x400,
               "the code below is out of date");

#define SLOT_GATE 4 /* in a domain's own table: a gate to call, */
#define SLOT_KILL 5 /* and a component that a handler kills */

#define PROBE(to) "state_probe " STATE_TEXT(to) ", " STATE_TEXT(PLACE) "\n"
/* clang-format off */
#define POISON_HIDDEN(pattern)                                       \
    "state_poison_fpu " STATE_TEXT(pattern) ", " STATE_TEXT(PLACE) "\n" \
    "state_poison_selectors " STATE_TEXT(pattern) "\n"
#define POISON_BASE \
    "state_poison_base " STATE_TEXT(THEIR_BASE) ", " STATE_TEXT(PLACE) "\n"
/* clang-format on */
#define POISON_SOME(pattern)   "state_poison_some " STATE_TEXT(pattern) "\n"
#define POISON_CLIENT(pattern) POISON_HIDDEN(pattern) POISON_SOME(pattern)
#define POISON(pattern)        POISON_HIDDEN(pattern) POISON_BASE POISON_SOME(pattern)
#define STACK                  "mov $" STATE_TEXT(PLACE) "+" STATE_TEXT(STATE_AT_TOP) ", %esp\n"
#define FLAGS(value)           STACK "state_flags $" STATE_TEXT(value) "\n"
#define SYSCALL(op, slot)      "mov $(" STATE_TEXT(op) " + (" STATE_TEXT(slot) " << 8)), %eax\n"
#define WILDEST                0x244dd5 /* STATE_WILD | STATE_STEP */
_Static_assert(WILDEST == (STATE_WILD | STATE_STEP), "the line above is out of date");
#define RETURN(a0)                    \
    SYSCALL(COS_OP_RETURN, 0)         \
    "mov $" STATE_TEXT(a0) ", %edi\n" \
                           "mov %rbx, %rsi\n mov $0x333, %edx\n"

SNIPPET(answer,
        PROBE(DOMAIN_DATA) POISON(THEIRS)
            RETURN(0x111) "mov $0x222, %esi\n mov %rbx, %r8\n" FLAGS(WILDEST) "syscall\n ud2");
SNIPPET(crash, PROBE(DOMAIN_DATA) POISON(THEIRS) "state_poison_rest\n" FLAGS(WILDEST) "ud2");
SNIPPET(crash_twice,
        PROBE(DOMAIN_DATA)
            POISON(THEIRS) "state_poison_rest\n" FLAGS(STATE_WILD) "ud2\n" PROBE(SECOND)
                RETURN(0) "syscall\n ud2");
SNIPPET(call_on, PROBE(DOMAIN_DATA) POISON(BETWEEN) SYSCALL(COS_OP_CALL, SLOT_GATE)
                     FLAGS(WILDEST) "syscall\n" PROBE(SECOND) RETURN(0x77) "syscall\n ud2");
SNIPPET(unwind,
        PROBE(DOMAIN_DATA) POISON(HANDLER) RETURN(COS_UNWIND) FLAGS(WILDEST) "syscall\n ud2");
SNIPPET(kill, PROBE(DOMAIN_DATA) SYSCALL(COS_OP_COMP_KILL, SLOT_KILL) "syscall\n" POISON(HANDLER)
                  RETURN(COS_UNWIND) FLAGS(WILDEST) "syscall\n ud2");
/* Resumes behind the faulting instruction of two bytes. */
SNIPPET(resume,
        PROBE(DOMAIN_DATA) SYSCALL(COS_OP_THREAD_READ, 0) "mov $" STATE_TEXT(
            COS_REG_RIP) ", %edi\n syscall\n"
                         "lea 2(%rdi), %rsi\n mov $" STATE_TEXT(COS_REG_RIP) ", %edi\n" SYSCALL(
                             COS_OP_THREAD_WRITE, 0) "syscall\n" POISON(HANDLER) RETURN(COS_RESUME)
                             FLAGS(WILDEST) "syscall\n ud2");
/* A client: stores what it finds at its entry, then makes an exit of each kind with all state
 * filled. Its component owns the FPU. */
SNIPPET(exit_syscall,
        PROBE(DOMAIN_DATA) POISON_CLIENT(THEIRS) "state_poison_rest\n" FLAGS(WILDEST) "syscall");
SNIPPET(exit_fault,
        PROBE(DOMAIN_DATA) POISON_CLIENT(THEIRS) "state_poison_rest\n" FLAGS(WILDEST) "ud2");
SNIPPET(exit_event, PROBE(DOMAIN_DATA)
                        POISON_CLIENT(THEIRS) "state_poison_rest\n" FLAGS(STATE_WILD) "1: jmp 1b");

#define JUMP          2     /* bytes of the jump */
#define EVENT_US      10000 /* until an event comes, at first: more on a busy machine */
#define EVENT_MOST_US 10000000

static struct domain callee, between, handler, client;
static union {
    struct cos_vcpu vcpu;
    uint8_t bytes[COS_PAGE_SIZE];
} vcpu_page __attribute__((aligned(COS_PAGE_SIZE)));
#define vcpu (*(volatile struct cos_vcpu *)&vcpu_page)

/* The code below uses these by name. */
struct state state_seen;
struct state_place state_own_place;
uint64_t state_word, state_sp, state_wild;

/* Makes the system call with all state filled, arguments 1 to 4 and the flags state_wild; stores
 * the state that it finds then. */
void cross(uint64_t word);
/* clang-format off */
__asm__(
    ".text\ncross:\n"
    "push %rbx\n push %rbp\n push %r12\n push %r13\n push %r14\n push %r15\n mov %rsp, state_sp\n"
    "mov %rdi, state_word\n"
    "state_poison_fpu " STATE_TEXT(OURS) ", state_own_place\n state_poison_selectors " STATE_TEXT(
        OURS) "\n"
              "state_poison_base " STATE_TEXT(OUR_BASE) ", state_own_place\n "
                                                        "state_poison_some " STATE_TEXT(
                                                            OURS) "\n"
                                                                  "mov state_word, %rax\n mov $1, "
                                                                  "%edi\n mov $2, %esi\n mov $3, "
                                                                  "%edx\n mov $4, %r8d\n mov "
                                                                  "state_sp, %rsp\n"
                                                                  "state_flags state_wild\n "
                                                                  "syscall\n"
                                                                  "state_probe state_seen, "
                                                                  "state_own_place\n"
                                                                  "mov state_sp, %rsp\n pop %r15\n "
                                                                  "pop %r14\n pop %r13\n pop "
                                                                  "%r12\n pop %rbp\n pop %rbx\n "
                                                                  "ret\n");
/* clang-format on */

/* The gate for faults that no snippet intends: it leaves the domain, and the caller's result shows
 * that. */
extern const uint8_t fault_gate[];
/* clang-format off */
__asm__(".text\nfault_gate: mov $" STATE_TEXT(COS_UNWIND) ", %edi\n mov $" STATE_TEXT(
    COS_OP_RETURN) ", %eax\n syscall\n ud2\n");
/* clang-format on */

#define BIT(n)    (1u << STATE_##n)
#define ARGUMENTS (BIT(RDI) | BIT(RSI) | BIT(RDX) | BIT(R8) | BIT(R9) | BIT(R10))
#define BY_CPU    (BIT(RCX) | BIT(R11)) /* what SYSRET needs: the address, the flags */

static struct state_place *place_of(const struct domain *domain)
{
    return (struct state_place *)(domain->data + PLACE - DOMAIN_DATA);
}

static const struct state *state_of(const struct domain *domain, uint64_t address)
{
    return (const struct state *)(domain->data + address - DOMAIN_DATA);
}

static bool has_fpu(const struct domain *domain)
{
    return place_of(domain)->features & STATE_FPU;
}

#define LOAD(domain, code) load(&(domain), code##_start, code##_end)
static void load(struct domain *domain, const uint8_t *start, const uint8_t *end)
{
    memset(domain->data, 0xdd, 2 * sizeof(struct state));
    domain_load(domain, start, end);
}

/* The CPU sets rcx and r11; otherwise they are 0. */
static bool clean(const struct state *s, const char *who)
{
    static const uint64_t patterns[] = {OURS, THEIRS, HANDLER, BETWEEN};
    bool good = true;

    for (unsigned i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
        if (s->general[STATE_RCX] == patterns[i] || s->general[STATE_R11] == patterns[i] ||
            (s->general[STATE_R11] & ~(uint64_t)STATE_FLAGS) ==
                (STATE_WILD & ~(uint64_t)STATE_FLAGS)) {
            cos_print("# %s: rcx 0x%llx r11 0x%llx\n", who,
                      (unsigned long long)s->general[STATE_RCX],
                      (unsigned long long)s->general[STATE_R11]);
            good = false;
        }
    return good;
}

/* Checks the state of a component that a thread enters, with or without arguments. */
static bool entered(const struct domain *domain, const char *who)
{
    const struct state *s = state_of(domain, FIRST);

    return state_general(s, 0, ARGUMENTS | BY_CPU, who) & clean(s, who) &
           state_context(s, STATE_FLAGS, 0, 0, who) &
           state_initial(s, place_of(domain)->features, who);
}

/* Checks this program's state after a call: three results, its own FS base, and nothing of
 * others. */
static bool returned(int64_t result, const char *who)
{
    const struct state *s = &state_seen;
    uint64_t base = state_own_place.features & STATE_FPU ? OUR_BASE : 0;

    if (s->general[STATE_RSP] != state_sp || s->general[STATE_RAX] != (uint64_t)result)
        cos_print("# %s: result %lld\n", who, (long long)s->general[STATE_RAX]);
    return s->general[STATE_RSP] == state_sp && s->general[STATE_RAX] == (uint64_t)result &&
           (state_general(
                s, 0, BIT(RAX) | BIT(RSP) | BY_CPU | (result < 0 ? 0 : BIT(RDI) | BIT(RSI)), who) &
            clean(s, who) & state_context(s, STATE_FLAGS, base, 0, who) &
            state_own_or_initial(s, state_own_place.features, OURS, who));
}

static void check_call(const char *kind)
{
    const struct state *s = state_of(&callee, FIRST);

    LOAD(callee, answer);
    cross(COS_SYSCALL(COS_OP_CALL, callee.gate));
    check(entered(&callee, "callee") && s->general[STATE_RDI] == 1 && s->general[STATE_RSI] == 2 &&
              s->general[STATE_RDX] == 3 && s->general[STATE_R8] == 4 &&
              s->general[STATE_R9] == 0 &&
              s->general[STATE_R10] == cos_cap_info(COS_SLOT_THREAD).v1,
          "a callee %s finds its arguments and nothing else", kind);
    check(returned(0x111, "caller") && state_seen.general[STATE_RDI] == 0x222 &&
              state_seen.general[STATE_RSI] == 0x333,
          "its caller finds results and nothing else");
}

static void check_crash(const char *kind, const char *handler_kind)
{
    LOAD(callee, crash);
    LOAD(handler, unwind);
    cross(COS_SYSCALL(COS_OP_CALL, callee.gate));
    check(entered(&handler, "handler"),
          "a handler %s of a callee %s that crashes finds the cause and nothing else", handler_kind,
          kind);
    check_result(state_of(&handler, FIRST)->general[STATE_RDI], COS_FAULT_OPCODE, "which is right");
    check(returned(-COS_EDEAD, "caller"), "and the caller finds that it is dead, and nothing else");
}

static void check_resume(const char *kind, const char *handler_kind)
{
    const struct state *s = state_of(&callee, SECOND);
    const uint32_t features = place_of(&callee)->features;

    LOAD(callee, crash_twice);
    LOAD(handler, resume);
    cross(COS_SYSCALL(COS_OP_CALL, callee.gate));
    check(entered(&handler, "handler"),
          "a handler %s that repairs a callee %s finds the cause and nothing else", handler_kind,
          kind);
    check(state_general(s, THEIRS, BIT(RSP), "resumed") &
              state_context(s, STATE_WILD | 0x202, features ? THEIR_BASE : 0, 0, "resumed"),
          "which then goes on as if nothing had happened");
    check(has_fpu(&handler) ? state_own_or_initial(s, features, THEIRS, "resumed")
                            : state_own(s, features, THEIRS, "resumed"),
          "with its vector registers");
    check(returned(0, "caller"), "and its caller finds nothing else than its result");
}

static void check_unwind(const char *kind, const char *handler_kind)
{
    LOAD(between, call_on);
    LOAD(callee, crash);
    LOAD(handler, unwind);
    cross(COS_SYSCALL(COS_OP_CALL, between.gate));
    check(entered(&between, "first") & entered(&callee, "second"), "two calls, the second %s",
          kind);
    const struct state *s = state_of(&between, SECOND);
    check(state_general(s, 0, BIT(RAX) | BIT(RSP) | BY_CPU, "first") & clean(s, "first") &
              state_context(s, STATE_FLAGS, has_fpu(&between) ? THEIR_BASE : 0, 0, "first") &
              state_own_or_initial(s, place_of(&between)->features, BETWEEN, "first"),
          "the component between finds nothing else");
    check(returned(0x77, "caller"), "and the first caller finds nothing else either");
    LOAD(between, call_on);
    LOAD(callee, crash);
    LOAD(handler, kill);
    cross(COS_SYSCALL(COS_OP_CALL, between.gate));
    check(entered(&handler, "handler"), "a handler %s that ends the component between",
          handler_kind);
    check(returned(-COS_EDEAD, "caller"), "leaves the caller nothing of either");
}

/* Whether the entry has ended as it should, not by another event, nor before the client came to the
 * jump at its end, at which it waits for one. */
static bool ended(const uint8_t *start, const uint8_t *end, int64_t cause)
{
    return cause == COS_EXIT_EVENT ? vcpu.client.rip == DOMAIN_CODE + (size_t)(end - start) - JUMP
                                   : vcpu.cause != COS_EXIT_EVENT;
}

/* Enters the client at the code; repeats that until the entry ends as it should. */
static void enter(const uint8_t *start, const uint8_t *end, int64_t cause)
{
    uint64_t events, us = EVENT_US;

    do {
        cos_wait(COS_SLOT_ENDPOINT, 0, &events);
        load(&client, start, end);
        for (unsigned i = 0; i < sizeof vcpu.client / sizeof(uint64_t); i++)
            ((volatile uint64_t *)&vcpu.client)[i] = 0x1000 + i;
        vcpu.client.rip = DOMAIN_CODE;
        vcpu.client.rflags = STATE_WILD & ~0x4000; /* NT is not loaded */
        vcpu.client.fsbase = THEIR_BASE;
        vcpu.client.gsbase = CLIENT_GS;
        if (cause == COS_EXIT_EVENT)
            cos_timer(cos_tsc() + cos_ticks(us));
        cross(COS_SYSCALL(COS_OP_VCPU_ENTER, client.pagetable));
        us *= 2;
    } while (!ended(start, end, cause) && us < EVENT_MOST_US);
}

/* The client's vector registers are this program's, as no other code changes those. */
static void check_exit(const uint8_t *start, const uint8_t *end, int64_t cause, const char *what)
{
    const struct state *s = state_of(&client, FIRST);
    const bool fpu = state_own_place.features & STATE_FPU;

    enter(start, end, cause);
    bool registers = true;
    for (unsigned i = 0; i < STATE_GENERAL; i++) /* in another order there, but each
                                                    has a number of its own */
        registers &= s->general[i] >= 0x1000 && s->general[i] < 0x1010;
    check(registers && s->general[STATE_RAX] == 0x1000 && s->general[STATE_R15] == 0x100f,
          "a client finds its own registers");
    check(state_context(s, (STATE_WILD & ~0x4000) | 0x202, fpu ? THEIR_BASE : 0,
                        fpu ? CLIENT_GS : 0, "client"),
          "its flags, its bases, and the selectors of all");
    check(state_own(s, place_of(&client)->features, OURS, "client"),
          "the vector registers are its component's");
    check_result(vcpu.cause, cause, "%s ends its entry", what);
    s = &state_seen;
    check(state_general(s, OURS,
                        BIT(RAX) | BIT(RSP) | BIT(RDI) | BIT(RSI) | BIT(RDX) | BIT(R8) | BIT(R9) |
                            BIT(R10) | BY_CPU,
                        "component") &&
              s->general[STATE_RCX] != THEIRS && s->general[STATE_R11] != THEIRS &&
              s->general[STATE_RAX] == (uint64_t)cause && s->general[STATE_RSP] == state_sp,
          "the component finds the cause and what it had kept");
    check(!(s->general[STATE_RDI] | s->general[STATE_RSI] | s->general[STATE_R8] |
            s->general[STATE_R9] | s->general[STATE_R10]),
          "nothing else");
    struct state context = *s;
    context.fs_base = context.gs_base = 0; /* the client's, as are these: */
    for (unsigned i = 0; cause != COS_EXIT_EVENT && i <= STATE_GS; i++)
        context.selectors[i] = 0;
    check(state_context(&context, state_wild | 0x202, 0, 0, "component"),
          "its flags, and the selectors of all");
    check(state_own(s, state_own_place.features, fpu ? THEIRS : OURS, "component"),
          "vector registers are as the client left them");
}

static void check_client(void)
{
    const uint64_t number = ((uint64_t)&vcpu_page - cos_self()->rw_start) / COS_PAGE_SIZE;

    check_result(domain_make_memory(&client, 1), 0, "a client");
    state_prepare(place_of(&client), state_own_place.features & STATE_FPU);
    check_result(cos_thread_bind(COS_SLOT_THREAD, COS_SLOT_ENDPOINT, COS_SLOT_REGION, number), 0,
                 "a vCPU page");
    state_wild = STATE_WILD;
    check_exit(exit_syscall_start, exit_syscall_end, COS_EXIT_SYSCALL, "a system call");
    check_exit(exit_fault_start, exit_fault_end, COS_FAULT_OPCODE, "a fault");
    check_exit(exit_event_start, exit_event_end, COS_EXIT_EVENT, "an event");
}

static void make(struct domain *domain, bool fpu, uint64_t fault)
{
    check_result(domain_make(domain, fpu ? COS_COMP_FPU : 0, fault), 0, "a component");
    state_prepare(place_of(domain), fpu);
}

/* Each round kills the component between caller and callee. */
static void check_kinds(bool fpu, bool handler_fpu, uint64_t own_handler)
{
    const char *kind = fpu ? "with FPU" : "without FPU",
               *handler_kind = handler_fpu ? "with FPU" : "without FPU";

    make(&handler, handler_fpu, own_handler);
    make(&callee, fpu, handler.gate);
    make(&between, true, own_handler);
    check_result(cos_cap_copy(between.comp, handler.comp, SLOT_KILL, COS_RIGHT_ALL, 0), 0,
                 "the capability to kill with");
    check_result(cos_cap_copy(callee.gate, between.comp, SLOT_GATE, COS_RIGHT_ALL, 0), 0,
                 "the gate that a component may call");
    check_call(kind);
    check_crash(kind, handler_kind);
    check_resume(kind, handler_kind);
    check_unwind(kind, handler_kind);
    check(domain_end(&between) == 0 && domain_end(&callee) == 0 && domain_end(&handler) == 0,
          "their end");
}

int main(const struct cos_start *start)
{
    const uint64_t own_handler = slot_take();

    (void)start;
    state_prepare(&state_own_place, evm_fpu == (const uint8_t *)1);
    cos_print("# features %u\n", state_own_place.features);
    check_result(cos_make_gate(COS_SLOT_COMP, own_handler, (uint64_t)fault_gate, 0), 0,
                 "a gate for faults");
    for (unsigned i = 0; i < 8; i++) {
        state_wild = i & 4 ? STATE_WILD : STATE_WILD | STATE_STEP;
        check_kinds(i & 1, i & 2, own_handler);
    }
    check_client();
    return check_done();
}
