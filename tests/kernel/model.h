/* SPDX-License-Identifier: BSD-2-Clause */
/* A reference model of capabilities, page tables and the life of objects. It searches plain lists
 * where the kernel keeps generations and counts. It says which errors an operation may report; if
 * there is none, it performs the operation and says the result. Errors are a set, since the
 * contract does not say which of two reasons the kernel reports. */
#ifndef MODEL_H
#define MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "cos/abi.h"

#define MODEL_PAGES 48 /* pages of RAM in use: 0 .. */
/* objects that exist from boot: component, page table, node */
#define MODEL_BOOT    MODEL_PAGES
#define MODEL_OBJECTS (MODEL_PAGES + 3)
#define MODEL_NODES   2 /* capability nodes of one component in use */
#define MODEL_SLOTS   (MODEL_NODES * COS_NODE_SLOTS)
#define MODEL_DEPTH   6 /* component calls in progress */
#define NOTHING       (-1)

struct model_cap {
    uint8_t type, rights;
    bool device;
    bool page;              /* endpoint: stands for all of its page */
    int object;             /* object that it names or depends on; NOTHING */
    int index;              /* endpoint: which one of its page */
    uint64_t first, extent; /* region: page frame, pages; ports and lines: first, last;
                               endpoint: extent = bits */
    uint64_t entry, token;  /* gate */
};

struct model_mapping {
    uint64_t frame, rights; /* rights 0: not mapped */
    bool device;
};

/* What a page holds. */
struct model_object {
    uint8_t type; /* COS_FRAME_* */
    uint64_t serial;
    int parent, place; /* page-table or capability node: the object it hangs
                          on, and where; NOTHING */
    /* page-table node */
    int level;
    bool client;
    int child[512];
    struct model_mapping page[512];
    /* component */
    int root, node[MODEL_NODES];
    bool dead;
    uint64_t id, flags;
    struct model_cap fault_gate, fault_event;
    /* capability node */
    struct model_cap slot[COS_NODE_SLOTS];
};

struct model {
    struct model_object object[MODEL_OBJECTS];
    uint64_t serials;
    uint64_t ram, ram_pages; /* first page frame and size of the RAM region */
    struct {
        int component;
        uint64_t serial, fsbase;
    } call[MODEL_DEPTH + 1];
    unsigned depth; /* call[depth] runs */
};
extern struct model model;

struct model_answer {
    unsigned errors; /* bit n: -n may be the result; 0: the result must be `result` */
    int64_t result;
    bool values; /* v counts */
    uint64_t v[3];
};

void model_boot(uint64_t ram, uint64_t ram_pages, uint64_t device_pages);
struct model_answer model_syscall(unsigned op, uint64_t slot, const uint64_t a[6]);
struct model_cap *model_slot(int component, uint64_t slot);
/* Counts the references to every object: mappings, or components of a page table. */
void model_refs(unsigned refs[MODEL_OBJECTS]);

#endif
