/* SPDX-License-Identifier: BSD-2-Clause */
/* The VM's links (lib/link) and their uses. Callers hold the virtual CPU; no function waits. */
#ifndef NETBSD_LINKS_H
#define NETBSD_LINKS_H

#include <link/link.h>
#include <stdint.h>

struct vm_link {
    struct link link;
    struct link_config config;
    uint32_t peer;                   /* the other side's component */
    uint64_t events;                 /* that the peer raises */
    void (*serve)(struct vm_link *); /* on a notification; any thread may call it: must not wait */
    void (*look)(struct vm_link *);  /* some component has ended; must not wait either. May be
                                      * NULL */
    struct vm_link *next;
};

/* Opens link `index` of struct cos_start. slots: as in struct link_config; the link keeps using
 * them and vm_link. 0 or errno: ENXIO: no such link; EBUSY: it is in use; ENOSPC: it is too
 * small. */
int vm_link_open(struct vm_link *vm_link, uint32_t index, const struct link_shape *shapes,
                 uint32_t count, struct link_slot *slots, void (*serve)(struct vm_link *));

/* Resets an open link; requests that were submitted and not reclaimed are lost. */
void vm_link_reopen(struct vm_link *vm_link);

void vm_link_close(struct vm_link *vm_link);

/* Handles events of the VM's endpoint: those of links' peers, and COS_EVENT_PEER. */
void links_event(uint64_t events);

#endif
