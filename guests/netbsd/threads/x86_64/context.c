/* SPDX-License-Identifier: BSD-2-Clause */
/* A thread's registers: their initial values, and the size of their state when a thread is
 * preempted. */
#include <cos/upcall_entry.h>
#include <cpuid.h>

#include "../internal.h"
#include "upcall.h"

const struct control_words control_words_default = {.mxcsr = 0x1f80, .fpu = 0x37f};

#define CPUID_XSAVE 13

/* The frame that switch_stacks() pops, lowest address first. */
struct saved {
    uint64_t r15, r14, r13, r12, rbx, rbp, rip;
    uint64_t end[2]; /* aligns the stack for calls */
};

extern const uint8_t context_begin[]; /* switch.S: calls rbx(r12, r13) */

uint64_t context_state_bytes = XSAVE_LEGACY; /* for upcall.S; larger: uses XSAVE */

uint64_t context_make(uint64_t top, void *program, void *first, void *second)
{
    struct saved *saved = (struct saved *)top - 1;

    *saved = (struct saved){.rip = (uint64_t)context_begin,
                            .rbx = (uint64_t)program,
                            .r12 = (uint64_t)first,
                            .r13 = (uint64_t)second};
    return (uint64_t)saved;
}

void control_words_get(struct control_words *words)
{
    __asm__ volatile("stmxcsr %0\n\tfnstcw %1" : "=m"(words->mxcsr), "=m"(words->fpu));
}

void control_words_put(const struct control_words *words)
{
    __asm__ volatile("ldmxcsr %0\n\tfldcw %1" : : "m"(words->mxcsr), "m"(words->fpu));
}

/* The kernel turns on the FPU, and XSAVE with it, at the first use. CPUID reports XSAVE correctly
 * only after that. */
void context_start(void)
{
    uint32_t eax, enabled, ecx, edx;
    struct control_words words;

    control_words_get(&words);
    __cpuid(1, eax, enabled, ecx, edx);
    if (ecx & bit_OSXSAVE) {
        __cpuid_count(CPUID_XSAVE, 0, eax, enabled, ecx, edx);
        context_state_bytes = enabled;
    }
}
