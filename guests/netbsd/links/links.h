/* SPDX-License-Identifier: BSD-2-Clause */
/* The VM's links (lib/link) and what they are for. All of it with the virtual
 * CPU; nothing here waits. */
#ifndef NETBSD_LINKS_H
#define NETBSD_LINKS_H

#include <link/link.h>
#include <stdint.h>

/* The next text of the blob `channels`, KIND:NAME=LINK and perhaps more behind a blank. NULL: the
 * first; result NULL: there are no more. */
const char *channels_next(const char *text);

/* What is behind KIND:NAME= in such a text; NULL: there is none of that kind and name. */
const char *channels_find(const char *kind, const char *name);

struct vm_link {
    struct link link;
    struct link_config config;
    uint32_t peer;                   /* component: the other side */
    uint64_t events;                 /* that it raises */
    void (*serve)(struct vm_link *); /* it has rung: in any thread's time, so it must not wait */
    void (*look)(struct vm_link *);  /* a component has ended, perhaps it; the same. May be NULL */
    struct vm_link *next;
};

/* Begins with the link that `text` names (what channels_find() returns). slots: as in struct
 * link_config; they and vm_link stay the link's. 0 or errno: ENXIO: there is no such link; EBUSY:
 * it is in use; ENOSPC: it is too small. */
int vm_link_open(struct vm_link *vm_link, const char *text, const struct link_shape *shapes,
                 uint32_t count, struct link_slot *slots, void (*serve)(struct vm_link *));

/* Begins anew with a link that is open: what was submitted and not reclaimed is forgotten. */
void vm_link_reopen(struct vm_link *vm_link);

void vm_link_close(struct vm_link *vm_link);

/* Events of the VM's endpoint: those of other components, and COS_EVENT_PEER, are for links. */
void links_event(uint64_t events);

#endif
