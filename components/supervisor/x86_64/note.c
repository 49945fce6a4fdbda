/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers and stack of a component that has crashed. */
#include <cos/syscall.h>
#include <cos/vcpu.h>

#include "../fault.h"
#include "../nested.h"

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

static bool note_place(struct crash *crash, uint64_t id, uint64_t ip)
{
    crash->trace[crash->depth] = ip;
    crash->within[crash->depth] = (uint8_t)id;
    return ++crash->depth < TRACE_DEPTH;
}

/* Follows the chain of frame pointers, upwards; the return address is right above each. */
static void note_trace(struct crash *crash, uint64_t id, uint64_t ip, uint64_t frame)
{
    uint64_t next, caller;
    bool more = note_place(crash, id, ip);

    while (more && frame % 8 == 0) {
        if (cos_peek(SUPERVISOR_SLOT_PT(id), frame, &next) != 0 ||
            cos_peek(SUPERVISOR_SLOT_PT(id), frame + 8, &caller) != 0 || caller == 0)
            return;
        more = note_place(crash, id, caller) && next > frame;
        frame = next;
    }
}

void fault_note(struct crash *crash)
{
    for (unsigned reg = 0; reg < COS_REGS; reg++)
        cos_thread_read(0, reg, &crash->regs[reg]); /* slot 0: the calling thread */
}

void fault_trace(struct crash *crash, uint64_t id)
{
    crash->instruction = peek_unaligned(id, crash->regs[COS_REG_RIP]);
    crash->depth = 0;
    note_trace(crash, id, crash->regs[COS_REG_RIP], crash->regs[COS_REG_RBP]);
}

/* ---- A thread that does not run ---- */

static struct cos_values inspect(uint64_t id, uint64_t within, uint64_t up, unsigned reg)
{
    return cos_thread_inspect(SUPERVISOR_SLOT_THREAD(id), SUPERVISOR_SLOT_COMP(within), up, reg);
}

static struct cos_values ask(uint64_t id, uint64_t within, uint64_t up)
{
    return inspect(id, within, up, COS_REG_RIP);
}

/* Follows its calls into other components. A caller's stub has put its frame pointer on top of its
 * stack (cos_call()). */
static void note_callers(struct crash *crash, struct nested *nested)
{
    struct cos_values found;
    uint64_t within, frame;

    for (uint64_t up = 1; crash->depth < TRACE_DEPTH; up++) {
        found = nested_find(nested, up, &within);
        if (found.result == -COS_ENOENT)
            return;
        if (found.result < 0 || found.v0 == 0)
            continue;
        if (cos_peek(SUPERVISOR_SLOT_PT(within), found.v1, &frame) != 0)
            frame = 0;
        note_trace(crash, within, found.v0, frame);
    }
}

int64_t thread_state(uint64_t id)
{
    struct nested nested = {id, ask, 0};
    uint64_t within;

    return nested_find(&nested, 0, &within).result;
}

void thread_note(struct crash *crash, uint64_t id)
{
    struct nested nested = {id, ask, 0};
    uint64_t within;

    crash->depth = 0;
    crash->thread = id;
    crash->within[0] = (uint8_t)id;
    if (nested_find(&nested, 0, &within).result < 0)
        return;
    for (unsigned reg = 0; reg < COS_REGS; reg++)
        crash->regs[reg] = inspect(id, within, 0, reg).v0;
    note_trace(crash, within, crash->regs[COS_REG_RIP], crash->regs[COS_REG_RBP]);
    note_callers(crash, &nested);
}

/* The vCPU page begins with them. */
void client_note(struct crash *crash, uint64_t id)
{
    for (unsigned reg = 0; reg < COS_REGS; reg++)
        cos_peek(SUPERVISOR_SLOT_PT(id), component(id)->vcpu + reg * sizeof(uint64_t),
                 &crash->regs[reg]);
}
_Static_assert(offsetof(struct cos_vcpu, client) == 0, "client_note() reads it there");
