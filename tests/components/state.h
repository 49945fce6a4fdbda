/* SPDX-License-Identifier: BSD-2-Clause */
/* All state of the CPU that a program can see: `state_probe` stores what it finds, `state_poison`
 * fills all with values that no initial state has, `state_is_initial` and others compare. The
 * macros are assembler for snippets and functions; addresses in them are absolute. */
#ifndef STATE_H
#define STATE_H

#include <cos/abi.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    STATE_RAX,
    STATE_RBX,
    STATE_RCX,
    STATE_RDX,
    STATE_RSI,
    STATE_RDI,
    STATE_RBP,
    STATE_RSP,
    STATE_R8,
    STATE_R9,
    STATE_R10,
    STATE_R11,
    STATE_R12,
    STATE_R13,
    STATE_R14,
    STATE_R15,
    STATE_GENERAL
};
enum { STATE_DS, STATE_ES, STATE_FS, STATE_GS, STATE_CS, STATE_SS, STATE_SELECTORS };

#define STATE_CODE_SELECTOR 0x33
#define STATE_DATA_SELECTOR 0x2b
#define STATE_FLAGS         0x202 /* initial */
/* all that a program can set except TF: ID AC NT OF DF SF ZF AF PF CF */
#define STATE_WILD    0x244cd5
#define STATE_STEP    0x100  /* TF */
#define STATE_CONTROL 0x27f  /* of the x87: double precision, not the initial one */
#define STATE_MXCSR   0x7fbf /* round to zero and all exceptions seen */
#define STATE_BASES   0x100  /* FS and GS bases lie below this, in steps of 8 */

/* In memory, 16-byte aligned. */
struct state {
    uint64_t general[STATE_GENERAL], flags;
    uint16_t selectors[STATE_SELECTORS + 2];
    uint64_t fs_base, gs_base;
    uint32_t environment[10]; /* of the x87, by FNSTENV: the first 7 words */
    uint8_t fx[512];          /* by FXSAVE64 */
    uint8_t high[16][16];     /* upper halves of the YMM registers */
} __attribute__((aligned(16)));

/* What the macros use in one domain. */
struct state_place {
    uint32_t features, unused; /* STATE_FPU, STATE_AVX: what to probe and to poison */
    uint64_t scratch;
    uint64_t ladder[2 * STATE_BASES / 8]; /* word n is n: a read by FS or GS shows its base */
    uint64_t stack[32], stack_top;
};
#define STATE_FPU 1
#define STATE_AVX 2

#define STATE_AT_FLAGS  0x80
#define STATE_AT_DS     0x88
#define STATE_AT_BASES  0x98
#define STATE_AT_X87    0xa8
#define STATE_AT_FX     0xd0
#define STATE_AT_HIGH   0x2d0
#define STATE_AT_LADDER 0x10
#define STATE_AT_TOP    0x310
_Static_assert(offsetof(struct state, flags) == STATE_AT_FLAGS &&
                   offsetof(struct state, selectors) == STATE_AT_DS &&
                   offsetof(struct state, fs_base) == STATE_AT_BASES &&
                   offsetof(struct state, environment) == STATE_AT_X87 &&
                   offsetof(struct state, fx) == STATE_AT_FX &&
                   offsetof(struct state, high) == STATE_AT_HIGH &&
                   offsetof(struct state_place, ladder) == STATE_AT_LADDER &&
                   offsetof(struct state_place, stack_top) == STATE_AT_TOP,
               "the macros are out of date");

#define STATE_TEXT_(x) #x
#define STATE_TEXT(x)  STATE_TEXT_(x)

/* clang-format off */
__asm__(
    /* Stores all state at `to`, with the state_place at `place`. Changes rax, rsp and flags; leaves
     * FPU and vectors alone. */
    ".macro state_probe to, place\n"
    "mov %rax, \\to+0x00\n mov %rbx, \\to+0x08\n mov %rcx, \\to+0x10\n mov %rdx, \\to+0x18\n"
    "mov %rsi, \\to+0x20\n mov %rdi, \\to+0x28\n mov %rbp, \\to+0x30\n mov %rsp, \\to+0x38\n"
    "mov %r8,  \\to+0x40\n mov %r9,  \\to+0x48\n mov %r10, \\to+0x50\n mov %r11, \\to+0x58\n"
    "mov %r12, \\to+0x60\n mov %r13, \\to+0x68\n mov %r14, \\to+0x70\n mov %r15, \\to+0x78\n"
    "mov $\\place+" STATE_TEXT(STATE_AT_TOP) ", %rsp\n pushfq\n popq \\to+"
    STATE_TEXT(STATE_AT_FLAGS) "\n"
    "pushq $2\n popfq\n"
    ".set at, " STATE_TEXT(STATE_AT_DS) "\n .irp s, ds, es, fs, gs, cs, ss\n mov %\\s, %eax\n"
    "mov %ax, \\to+at\n"
    ".set at, at+2\n .endr\n"
    "mov %fs:\\place+" STATE_TEXT(STATE_AT_LADDER) ", %rax\n mov %rax, \\to+"
    STATE_TEXT(STATE_AT_BASES) "\n"
    "mov %gs:\\place+" STATE_TEXT(STATE_AT_LADDER) ", %rax\n mov %rax, \\to+"
    STATE_TEXT(STATE_AT_BASES) "+8\n"
    "testl $" STATE_TEXT(STATE_AVX) ", \\place\n jz 1f\n"
    ".set at, " STATE_TEXT(STATE_AT_HIGH) "\n"
    ".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15\n"
    "vextractf128 $1, %ymm\\n, \\to+at\n .set at, at+16\n .endr\n"
    "1: testl $" STATE_TEXT(STATE_FPU) ", \\place\n jz 2f\n"
    "fxsave64 \\to+" STATE_TEXT(STATE_AT_FX) "\n fnstenv \\to+" STATE_TEXT(STATE_AT_X87) "\n"
    "fldenv \\to+" STATE_TEXT(STATE_AT_X87)
    "\n 2:\n"
    ".endm\n"

    /* Fill with the bits of `pattern`: FPU and vector registers, if there are any; selectors.
     * Change rax and rsp. */
    ".macro state_poison_fpu pattern, place\n"
    "testl $" STATE_TEXT(STATE_FPU) ", \\place\n jz 1f\n"
    "mov $\\place+" STATE_TEXT(STATE_AT_TOP) ", %rsp\n movabs $\\pattern, %rax\n"
    "mov %rax, \\place+8\n"
    "fninit\n pushq $" STATE_TEXT(STATE_CONTROL) "\n fldcw (%rsp)\n fldz\n fldz\n fdivp\n"
    "fstp %st\n .rept 8\n"
    "fildll \\place+8\n .endr\n"
    "movq %rax, %xmm0\n punpcklqdq %xmm0, %xmm0\n"
    ".irp n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15\n"
    "movaps %xmm0, %xmm\\n\n .endr\n"
    "pushq $" STATE_TEXT(STATE_MXCSR) "\n ldmxcsr (%rsp)\n"
    "testl $" STATE_TEXT(STATE_AVX) ", \\place\n jz 1f\n"
    ".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15\n"
    "vinsertf128 $1, %xmm0, %ymm\\n, %ymm\\n\n"
    ".endr\n 1:\n"
    ".endm\n"
    ".macro state_poison_selectors pattern\n"
    "mov $(\\pattern) % 3 + 1, %eax\n mov %eax, %ds\n mov %eax, %fs\n"
    "mov $(\\pattern + 1) % 3 + 1, %eax\n"
    "mov %eax, %es\n mov %eax, %gs\n"
    ".endm\n"

    /* Sets the base of FS, if there is an FPU. Changes what a system call changes. */
    ".macro state_poison_base base, place\n"
    "testl $" STATE_TEXT(STATE_FPU) ", \\place\n jz 1f\n"
    "mov $" STATE_TEXT(COS_OP_SET_FSBASE) ", %eax\n mov $\\base, %edi\n syscall\n 1:\n"
    ".endm\n"

    /* The general registers except rax, rdi, rsi, rdx, r8 and rsp; and these, except rsp. */
    ".macro state_poison_some pattern\n movabs $\\pattern, %rbx\n"
    ".irp r, rcx, rbp, r9, r10, r11, r12, r13, r14, r15\n mov %rbx, %\\r\n .endr\n .endm\n"
    ".macro state_poison_rest\n mov %rbx, %rax\n mov %rbx, %rdi\n mov %rbx, %rsi\n"
    "mov %rbx, %rdx\n mov %rbx, %r8\n"
    ".endm\n"

    /* Flags; `value` may be an immediate or memory. The last instruction before the crossing. */
    ".macro state_flags value\n pushq \\value\n popfq\n .endm\n"

    /* Stores this CPU's features in a place. Changes rax, rbx, rcx, rdx. */
    ".macro state_detect place\n mov $1, %eax\n cpuid\n and $0x14000000, %ecx\n xor %eax, %eax\n"
    "cmp $0x14000000, %ecx\n sete %al\n"
    "lea " STATE_TEXT(STATE_FPU) "(,%eax," STATE_TEXT(STATE_AVX) "), %eax\n mov %eax, \\place\n"
    ".endm\n");
/* clang-format on */

/* Returns the features for a place: fpu: whether the domain may use it. */
uint32_t state_features(bool fpu);
/* Sets a place up. */
void state_prepare(struct state_place *place, bool fpu);

/* Each compares a part and prints the differences, with `who`; true: as expected. general: all
 * general registers but those whose bits are set in `except` are `value`. context: flags are
 * `flags`, the selectors those of every component, the bases as given. initial: FPU and vector
 * registers are initial. own: those of state_poison with that pattern. own_or_initial: all one or
 * all the other. */
bool state_general(const struct state *s, uint64_t value, unsigned except, const char *who);
bool state_context(const struct state *s, uint64_t flags, uint64_t fs_base, uint64_t gs_base,
                   const char *who);
bool state_initial(const struct state *s, uint32_t features, const char *who);
bool state_own(const struct state *s, uint32_t features, uint64_t pattern, const char *who);
bool state_own_or_initial(const struct state *s, uint32_t features, uint64_t pattern,
                          const char *who);

#endif
