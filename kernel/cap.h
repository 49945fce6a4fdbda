/* SPDX-License-Identifier: BSD-2-Clause */
/* Capabilities, components and their capability tables. */
#ifndef KERNEL_CAP_H
#define KERNEL_CAP_H

#include "frame.h"

/* One slot; one cache line. The type says which members of the unions are valid. */
struct cap {
    uint8_t type, rights; /* COS_CAP_*, COS_RIGHT_* */
    uint8_t device;       /* region: device memory */
    uint8_t page;         /* endpoint: names its whole page, as MAKE_ENDPOINTS makes it */
    union {
        void *object;                /* of any type; of a page table, its root */
        struct component *component; /* component; gate: the callee */
        struct thread *thread;
        struct endpoint *endpoint;
        uint64_t first; /* region: frame number; ports: port; irq: line */
    };
    struct frame *anchor; /* the capability is void once this frame's generation is not `gen`; NULL:
                             never */
    uint64_t gen;
    union {
        uint64_t entry; /* gate: address */
        uint64_t bits;  /* endpoint: events that it may signal */
        uint64_t pages; /* region */
        uint64_t last;  /* ports, irq: last of the range */
    };
    uint64_t token; /* gate: client token */
    uint64_t unused[2];
};
_Static_assert(sizeof(struct cap) * COS_NODE_SLOTS == COS_PAGE_SIZE, "a node is one page");

#define CAP_NODES (COS_SLOTS / COS_NODE_SLOTS)
/* beside the COS_COMP_*: a thread of it has a vCPU page, so a return into it checks for events */
#define COMP_VCPU 0x80

/* A protection domain. Its capability table is a radix tree: `nodes` here is the root, each
 * node a page of slots. */
struct component {
    uint64_t root;       /* physical address of the page-table root */
    uint64_t user_flags; /* CPU flags that its code starts and goes on with */
    struct frame *frame; /* its own */
    uint32_t flags;      /* COS_COMP_* */
    uint32_t id;
    uint32_t dead;        /* killed, but its memory not reclaimed yet */
    uint32_t first;       /* the booter */
    struct frame *source; /* the object on which its region depends, NULL: none; the component does
                             not outlive it */
    uint64_t source_gen;
    struct cap fault_gate;  /* the handler of its faults, */
    struct cap fault_event; /* and the endpoint signalled when it ends by a fault or COMP_KILL */
    struct cap *nodes[CAP_NODES];
};

/* The capability in a slot of a component's table, void or not; NULL if there is no node for it. */
static inline struct cap *cap_slot(struct component *c, uint64_t slot)
{
    if (slot >= COS_SLOTS)
        return NULL;
    struct cap *node = c->nodes[slot / COS_NODE_SLOTS];
    return node ? node + slot % COS_NODE_SLOTS : NULL;
}

static inline bool cap_valid(const struct cap *cap)
{
    return cap->type != COS_CAP_NONE && (!cap->anchor || cap->anchor->gen == cap->gen);
}

/* The valid capability of that type (COS_CAP_NONE = any) with all those rights, else NULL. */
static inline struct cap *cap_find(struct component *c, uint64_t slot, uint8_t type, uint8_t rights)
{
    struct cap *cap = cap_slot(c, slot);
    if (!cap || !cap_valid(cap) || (type && cap->type != type) || (cap->rights & rights) != rights)
        return NULL;
    return cap;
}

/* Finds a slot for a new capability: its node exists and it holds nothing valid. Returns 0, ENOENT
 * or EEXIST. */
int cap_free_slot(struct component *c, uint64_t slot, struct cap **out);
/* Fills a slot with a capability to the object in frame `f`. */
void cap_set(struct cap *cap, uint8_t type, uint8_t rights, void *object, struct frame *f);

void component_init(struct component *c, struct frame *f, struct frame *root, uint32_t flags,
                    uint32_t id);

/* Kills a component: no thread enters it or goes on in it, and all capabilities to it are void. */
void component_kill(struct component *c);
/* Signals the component's fault_event: a fault or COMP_KILL has ended it. May switch threads. */
void component_tell(struct component *c);
/* Ends a component or node of its table (reclamation); the frame is then free. */
int component_end(struct frame *f);
void capnode_end(struct frame *f);

/* Whether its source has ended: its memory is its donor's again, or will be. */
static inline bool component_orphaned(const struct component *c)
{
    return c->source && c->source->gen != c->source_gen;
}

/* Whether it may dispatch threads, halt the CPU and make components that do: the first component
 * and those with interrupts off. */
static inline bool component_schedules(const struct component *c)
{
    return c->first || (c->flags & COS_COMP_NOINTR);
}

#endif
