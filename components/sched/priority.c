/* SPDX-License-Identifier: BSD-2-Clause */
#include "queue.h"

bool priority_change(struct thread *t, bool runs)
{
    uint8_t base = priority_base(t);

    if (base == t->base)
        return false;
    t->base = base;
    thread_tell(t);
    if (!priority_apply(t, runs))
        return false;
    inheritance_update(t->heir);
    return true;
}
