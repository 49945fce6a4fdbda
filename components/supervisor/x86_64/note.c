/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers and stack of a component that has crashed. */
#include <cos/syscall.h>

#include "../fault.h"

const char *const register_names[COS_REGS] = {
    "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp",    "r8",     "r9",
    "r10", "r11", "r12", "r13", "r14", "r15", "rip", "rflags", "fsbase", "gsbase",
};

bool fault_is_real(void)
{
    uint64_t unused;

    return cos_thread_read(0, COS_REG_RIP, &unused) == 0; /* slot 0: the calling thread */
}

uint64_t fault_ip(const struct crash *crash)
{
    return crash->regs[COS_REG_RIP];
}

uint64_t fault_sp(const struct crash *crash)
{
    return crash->regs[COS_REG_RSP];
}

/* Returns the 8 bytes at any address of a component, aligned or not; 0 where they cannot be
 * read. */
static uint64_t peek_unaligned(uint64_t id, uint64_t address)
{
    uint64_t low, high, shift = address % 8 * 8;

    if (cos_peek(SUPERVISOR_SLOT_PT(id), address & ~7ull, &low) != 0)
        return 0;
    if (shift == 0 || cos_peek(SUPERVISOR_SLOT_PT(id), (address & ~7ull) + 8, &high) != 0)
        high = 0;
    return shift == 0 ? low : low >> shift | high << (64 - shift);
}

/* Follows the chain of frame pointers, upwards; the return address is right above each. */
static void note_trace(struct crash *crash, uint64_t id)
{
    uint64_t frame = crash->regs[COS_REG_RBP], next;

    crash->trace[0] = crash->regs[COS_REG_RIP];
    for (crash->depth = 1; crash->depth < TRACE_DEPTH && frame % 8 == 0; crash->depth++) {
        uint64_t caller;

        if (cos_peek(SUPERVISOR_SLOT_PT(id), frame, &next) != 0 ||
            cos_peek(SUPERVISOR_SLOT_PT(id), frame + 8, &caller) != 0 || caller == 0)
            return;
        crash->trace[crash->depth] = caller;
        if (next <= frame) {
            crash->depth++;
            return;
        }
        frame = next;
    }
}

void fault_note(struct crash *crash, uint64_t id)
{
    for (unsigned reg = 0; reg < COS_REGS; reg++)
        cos_thread_read(0, reg, &crash->regs[reg]); /* slot 0: the calling thread */
    crash->instruction = peek_unaligned(id, crash->regs[COS_REG_RIP]);
    note_trace(crash, id);
}
