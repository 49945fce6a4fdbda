// SPDX-License-Identifier: GPL-2.0
/* Links: which there are, and what happens when the other side of one rings. */
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "links.h"

static struct cos_channel *channels;
static u64 events_left; /* to be handled by a run of cos_links_handle() that is under way */
static bool handling;

const char *cos_channel_find(const char *name)
{
    size_t length = strlen(name);
    const char *item = NULL;

    while ((item = cos_blob_next("channels", item)))
        if (strncmp(item, name, length) == 0 && item[length] == '=')
            return item + length + 1;
    return NULL;
}

static void ring(void *slot)
{
    cos_op(COS_OP_SIGNAL, (unsigned long)slot, 0, 0, 0, 0, 0, NULL);
}

static void serve(struct cos_channel *channel, struct uml_pt_regs *regs)
{
    int state;

    do {
        while ((state = link_poll(&channel->link)) == LINK_RESTARTED)
            channel->lost(channel, false);
        if (state == LINK_BROKEN) { /* a driver that is begun anew may do better */
            channel->lost(channel, true);
            link_open(&channel->link, &channel->config);
        }
        channel->serve(channel, regs);
    } while (!link_sleep(&channel->link));
}

/*
 * What an interrupt wakes runs with interrupts on, and so may be interrupted by the next event: that is left to the
 * run that is under way.
 */
void cos_links_handle(u64 events, struct uml_pt_regs *regs)
{
    events_left |= events;
    if (handling)
        return;
    handling = true;
    while ((events = events_left)) {
        events_left = 0;
        for (struct cos_channel *channel = channels; channel; channel = channel->next)
            if (channel->events & events)
                serve(channel, regs);
    }
    handling = false;
}

int cos_channel_open(struct cos_channel *channel, unsigned int index, const struct link_shape *shapes,
                     unsigned int count)
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
    channel->events = COS_EVENT_FROM(link->owner == cos_start->id ? link->peer : link->owner);
    channel->config = (struct link_config){ .memory = (void *)link->address, .bytes = link->bytes,
                                            .owner = link->owner == cos_start->id, .lazy = channel->lazy,
                                            .channels = count, .shapes = shapes, .slots = channel->slots, .ring = ring,
                                            .bell = (void *)(unsigned long)(COS_SLOT_SIGNAL + index) };
    if (link_open(&channel->link, &channel->config) != LINK_OK) {
        kfree(channel->slots);
        return -EINVAL;
    }
    local_irq_save(flags);
    channel->next = channels;
    channels = channel;
    cos_event_raise(channel->events); /* the other side may have begun before */
    local_irq_restore(flags);
    return 0;
}
