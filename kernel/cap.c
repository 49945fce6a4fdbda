/* SPDX-License-Identifier: BSD-2-Clause */
#include "cap.h"

#include "cpu.h"
#include "machine.h"

int cap_free_slot(struct component *c, uint64_t slot, struct cap **out)
{
    struct cap *cap = cap_slot(c, slot);
    if (!cap || slot == 0)
        return -COS_ENOENT;
    if (cap_valid(cap))
        return -COS_EEXIST;
    *out = cap;
    return 0;
}

void cap_set(struct cap *cap, uint8_t type, uint8_t rights, void *object, struct frame *f)
{
    *cap = (struct cap){
        .type = type, .rights = rights, .object = object, .anchor = f, .gen = f ? f->gen : 0};
}

void component_kill(struct component *c)
{
    c->frame->gen++;
    if (c->dead)
        return;
    c->dead = 1;
    c->frame->life++;
}

int component_end(struct frame *f)
{
    struct component *c = frame_memory(f);
    if (c == cpu.component)
        return -COS_EBUSY;
    for (unsigned i = 0; i < CAP_NODES; i++)
        if (c->nodes[i])
            frame_of(c->nodes[i])->parent = 0;
    frame_at(c->root >> COS_PAGE_SHIFT)->refs--;
    frame_end(f);
    return 0;
}

void capnode_end(struct frame *f)
{
    if (f->parent)
        *(uint64_t *)f->parent = 0;
    frame_end(f);
}
