/* SPDX-License-Identifier: BSD-2-Clause */
/* All state of the CPU where threads take turns: at a thread's first instruction, and after
 * preemption by others of the same priority that fill all state, too, over several lives, which end
 * with all state filled. Two programs are made of this, with FPU and without. Arguments: the
 * milliseconds that a life runs, the number of lives. */
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <supervisor.h>

#include "argument.h"
#include "check.h"
#include "state.h"

extern const uint8_t evm_fpu[] __attribute__((weak)); /* a symbol of the program with FPU */

#define OURS  0x5eafb00b5eafb00b
#define BASE  0x10
#define LEAST 3    /* rounds in each life */
#define SPIN  3000 /* rounds of a loop that changes nothing but rcx */

/* The code below uses these by name. */
struct state turn_first, turn_first_fpu, turn_seen;
extern struct state_place turn_place;
uint64_t turn_sp;

/* The program uses it before any C runs. */
/* clang-format off */
__asm__(".data\n .balign 16\nturn_place:\n .quad 0, 0\n .set n, 0\n .rept "
    STATE_TEXT(STATE_BASES) " / 4\n .quad n\n .set n, n + 8\n .endr\n"
        ".skip 33 * 8\n .text\n");
/* clang-format on */
_Static_assert(sizeof turn_place == 2 * 8 + STATE_BASES / 4 * 8 + 33 * 8,
               "the place above is out of date");

/* The program's first instruction: stores what it finds, and starts as other programs do. */
/* clang-format off */
__asm__(".text\n .globl turn_start\nturn_start:\n"
        "state_probe turn_first, turn_place\n" /* all but the FPU's */
        "mov $evm_fpu, %eax\n test %eax, %eax\n jz 3f\n state_detect turn_place\n"
        "state_probe turn_first_fpu, turn_place\n"
        "3: movl $0, turn_place\n mov $" STATE_TEXT(COS_START) ", %edi\n jmp _start\n"
        ".weak evm_fpu\n");
/* clang-format on */

/* Fills all state, lets time pass, stores what it finds. */
void turn_hold(void);
/* clang-format off */
__asm__("turn_hold:\n"
        "push %rbx\n push %rbp\n push %r12\n push %r13\n push %r14\n push %r15\n"
        "mov %rsp, turn_sp\n"
        "state_poison_fpu " STATE_TEXT(OURS) ", turn_place\n state_poison_selectors "
        STATE_TEXT(OURS) "\n"
        "state_poison_base " STATE_TEXT(BASE) ", turn_place\n mov turn_sp, %rsp\n"
        "state_poison_some " STATE_TEXT(OURS) "\n state_poison_rest\n mov $" STATE_TEXT(SPIN)
        ", %ecx\n"
        "state_flags $" STATE_TEXT(STATE_WILD) "\n 4: loop 4b\n"
        "state_probe turn_seen, turn_place\n"
        "mov turn_sp, %rsp\n pop %r15\n pop %r14\n pop %r13\n pop %r12\n pop %rbp\n pop %rbx\n"
        "ret\n"
        /* Ends this life with all state filled. */
        "turn_end:\n"
        "state_poison_fpu " STATE_TEXT(OURS) ", turn_place\n state_poison_selectors "
        STATE_TEXT(OURS) "\n"
        "state_poison_base " STATE_TEXT(BASE) ", turn_place\n state_poison_some "
        STATE_TEXT(OURS) "\n"
        "state_poison_rest\n"
        "mov $(" STATE_TEXT(COS_OP_CALL) " + (" STATE_TEXT(COS_SLOT_SUPERVISOR) " << 8)), %eax\n"
        "mov $1, %edi\n"
        "syscall\n ud2\n");
/* clang-format on */
_Noreturn void turn_end(void);
_Static_assert(SUPERVISOR_REBOOT == 1, "the code above is out of date");

static void check_first(uint64_t life)
{
    bool fresh = state_general(&turn_first, 0, 1u << STATE_RDI | 1u << STATE_RCX | 1u << STATE_R11,
                               "start") &
                 state_context(&turn_first, STATE_FLAGS, 0, 0, "start") &
                 state_initial(&turn_first_fpu, state_features(evm_fpu != NULL), "start");

    check(fresh && turn_first.general[STATE_RCX] != OURS && turn_first.general[STATE_R11] != OURS,
          "life %llu starts with initial state", (unsigned long long)life);
}

/* The CPU may lose a selector on the way, but never finds another's. */
static bool kept(void)
{
    struct state s = turn_seen;

    for (unsigned i = STATE_DS; i <= STATE_GS; i++)
        if (s.selectors[i] == (i == STATE_DS || i == STATE_FS ? OURS % 3 + 1 : (OURS + 1) % 3 + 1))
            s.selectors[i] = 0;
    s.general[STATE_RCX] = OURS;
    return state_general(&s, OURS, 1u << STATE_RSP, "turn") & (s.general[STATE_RSP] == turn_sp) &
           state_context(&s, STATE_WILD | 0x202, turn_place.features ? BASE : 0, 0, "turn") &
           state_own(&s, turn_place.features, OURS, "turn");
}

int main(const struct cos_start *start)
{
    uint64_t end = cos_tsc() + cos_ticks(argument(0) * 1000),
             life = cos_call(COS_SLOT_CALL, start->id, 0, 0, 0).value;
    unsigned rounds = 0, wrong = 0;

    if (life > argument(1))
        return 0; /* the last one has failed */
    state_prepare(&turn_place, evm_fpu != NULL);
    check_first(life);
    for (; (cos_tsc() < end || rounds < LEAST) && wrong < 3; rounds++) {
        turn_hold();
        wrong += !kept();
    }
    check(wrong == 0, "in %u rounds everything is kept", rounds);
    if (life < argument(1))
        turn_end();
    return check_done();
}
