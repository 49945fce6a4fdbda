/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Links (<link/link.h>) as devices of Linux. The blob EVM_BLOB_CHANNELS says which link is which
 * device (<cos/channel.h>): EVM_CHANNEL_DISK is /dev/ubda, /dev/ubdb and so on in their order, by
 * interface/block.h; EVM_CHANNEL_ETHER is ethUNIT, by interface/ether.h.
 *
 * Linux uses a device's link only with interrupts off.
 */
#ifndef COS_LINKS_H
#define COS_LINKS_H

#include <link/link.h>
#include "cos_um.h"

struct cos_channel {
    struct link link;
    struct link_config config;
    struct link_slot *slots;
    u64 events; /* that the other side raises */
    u32 peer;   /* component: the other side */
    bool lazy;  /* completions only give buffers back (link.h) */
    /*
     * It wants to know when the other side stays down: then what it has, has failed as if rules
     * were broken, and `alone` is set until another one is there.
     */
    bool needs_peer;
    bool alone;
    bool polled; /* its user looks at it by itself for the time being, and wants no events */
    struct cos_channel *next;
    /*
     * Requests of before are void: the other side has begun anew, or (`broken`) breaks rules. For
     * link_reclaim().
     */
    void (*lost)(struct cos_channel *channel, bool broken);
    /* Handles all that is there, as an interrupt: those of Linux come by cos_interrupt(). */
    void (*serve)(struct cos_channel *channel, struct uml_pt_regs *regs);
};

/* Of memory that link `index` has; 0: there is no such link. */
u64 cos_link_bytes(unsigned int index);

/*
 * Begins to use link `index`, which `lazy`, `needs_peer` and both callbacks are set for; from then
 * on the channel stays. Shapes must stay, too. From a process. -ENODEV: no such link, or none that
 * can be rung; -ENOMEM; -EINVAL: the link is too small.
 */
int cos_channel_open(struct cos_channel *channel, unsigned int index,
                     const struct link_shape *shapes, unsigned int count);

#endif
