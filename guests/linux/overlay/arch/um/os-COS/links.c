// SPDX-License-Identifier: GPL-2.0
/* Links: which there are, and what happens when the other side of one rings. */
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <supervisor.h>
#include "links.h"

static struct cos_channel *channels;
static u64 events_left; /* to be handled by a run of cos_links_handle() that is under way */
static bool handling;

static void ring(void *slot)
{
    cos_op(COS_OP_SIGNAL, (unsigned long)slot, 0, 0, 0, 0, 0, NULL);
}

/* A component has ended, which may be the other side. */
static void look_for_peer(struct cos_channel *channel)
{
    if (supervisor_stays_down(
            cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_STATUS, channel->peer, 0, 0, NULL))) {
        channel->alone = true;
        link_abandon(&channel->link);
    }
}

static void serve(struct cos_channel *channel, struct uml_pt_regs *regs)
{
    int state;

    do {
        while ((state = link_poll(&channel->link)) == LINK_RESTARTED)
            channel->lost(channel, false);
        if (state == LINK_OK)
            channel->alone = false;
        if (state == LINK_BROKEN) { /* a driver that is begun anew may do better */
            channel->lost(channel, true);
            link_open(&channel->link, &channel->config);
        }
        channel->serve(channel, regs);
    } while (!channel->polled && !link_sleep(&channel->link));
}

/*
 * What an interrupt wakes runs with interrupts on, and so may be interrupted by the next event:
 * that is left to the run that is under way.
 */
void cos_links_handle(u64 events, struct uml_pt_regs *regs)
{
    events_left |= events;
    if (handling)
        return;
    handling = true;
    while ((events = events_left)) {
        events_left = 0;
        for (struct cos_channel *channel = channels; channel; channel = channel->next) {
            if (events & COS_EVENT_PEER && channel->needs_peer && !channel->alone)
                look_for_peer(channel);
            if (channel->events & events || channel->link.state == LINK_BROKEN)
                serve(channel, regs);
        }
    }
    handling = false;
}

u64 cos_link_bytes(unsigned int index)
{
    return index < cos_start->link_count ? cos_start->links[index].bytes : 0;
}

int cos_channel_open(struct cos_channel *channel, unsigned int index,
                     const struct link_shape *shapes, unsigned int count)
{
    const struct cos_link *link = &cos_start->links[index];
    unsigned long flags, slots = 0;

    if (index >= cos_start->link_count || index >= COS_CHANNELS)
        return -ENODEV;
    for (unsigned int i = 0; i < count; i++)
        slots += shapes[i].depth;
    channel->slots = kcalloc(slots, sizeof *channel->slots, GFP_KERNEL);
    if (!channel->slots)
        return -ENOMEM;
    channel->peer = link->owner == cos_start->id ? link->peer : link->owner;
    channel->events = COS_EVENT_FROM(channel->peer);
    channel->config = (struct link_config){
        .memory = (void *)link->address,
        .bytes = link->bytes,
        .owner = link->owner == cos_start->id,
        .lazy = channel->lazy,
        .channels = count,
        .shapes = shapes,
        .slots = channel->slots,
        .ring = ring,
        .bell = (void *)(unsigned long)(COS_SLOT_SIGNAL + index),
    };
    if (link_open(&channel->link, &channel->config) != LINK_OK) {
        kfree(channel->slots);
        return -EINVAL;
    }
    local_irq_save(flags);
    channel->next = channels;
    channels = channel;
    /* the other side may have begun, or ended, before */
    cos_event_raise(channel->events | COS_EVENT_PEER);
    local_irq_restore(flags);
    return 0;
}
