/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls, by the table of operations. Component calls and returns between plain components
 * never come here: see the entry code. */
#include "cpu.h"
#include "ops.h"

/* What the slot must hold, and who may call. COS_CAP_* has types below COS_CAP_ANY. */
static const struct entry {
    operation *run;
    uint8_t type, rights; /* COS_CAP_NONE: of any type */
    uint8_t slot, caller; /* as in the table of operations */
} table[COS_OPS] = {
#define COS_OPERATION(name, function, slot, right, caller, ...) \
    [COS_OP_##name] = {op_##function, (slot) % COS_CAP_ANY, right, slot, caller},
#include "cos/operations.h"
};

#define COS_OPERATION(...) +1
_Static_assert(0
#include "cos/operations.h"
                   == COS_OPS,
               "each number names one operation");

static bool needs_none(const struct entry *e, uint64_t slot)
{
    return e->slot & COS_CAP_IGNORED || (slot == 0 && e->slot & COS_CAP_OR_SELF);
}

static bool may_call(uint8_t caller)
{
    return caller == COS_BY_FPU ? cpu.component->flags & COS_COMP_FPU
                                : component_schedules(cpu.component);
}

static int64_t run(struct thread *t, uint64_t op, uint64_t slot)
{
    if (op >= COS_OPS)
        return -COS_ENOSYS;
    const struct entry *e = &table[op];
    __asm__("" : "+r"(e)); /* else the compiler computes the address again for each member */
    struct cap *cap = cap_find(cpu.component, slot, e->type, e->rights);
    if ((!cap && !needs_none(e, slot)) || (e->caller != COS_BY_ANY && !may_call(e->caller)))
        return -COS_EDENIED;
    return e->run(t, cap);
}

/* Whether the object of the slot's capability has ended. To use it is no misdeed, as no component
 * learns of the end in advance. */
static bool has_ended(uint64_t op, uint64_t slot)
{
    const struct cap *cap = cap_slot(cpu.component, slot);
    return cap && cap->type != COS_CAP_NONE && cap->type == table[op].type && !cap_valid(cap);
}

/* Not inlined into syscall(), which would save registers for it on each call. */
__attribute__((noinline, cold)) static void denied(struct thread *t, uint64_t word)
{
    if (!(cpu.component->flags & COS_COMP_STRICT) || has_ended(word & 0xff, word >> 8))
        return;
    regs_complete(&t->regs);
    t->full = RESUME_ALL;
    fault(t, COS_FAULT_DENIED, word >> 8, word);
}

void syscall(struct thread *t, uint64_t word)
{
    t->full = RESUME_CALL;
    regs_set_result(&t->regs, 0);
    int64_t result = run(t, word & 0xff, word >> 8);
    if (result == OP_DONE)
        return;
    if (result == OP_AGAIN) {
        regs_again(&t->regs, word);
        return;
    }
    regs_set_result(&t->regs, result);
    if (result == -COS_EDENIED)
        denied(t, word);
}
