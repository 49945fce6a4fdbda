/* SPDX-License-Identifier: BSD-2-Clause */
/* A small protection domain that a test builds from its own memory: a component or a vCPU client
 * with one page of code and one of data. The test is the domain's supervisor: faults in the domain
 * reach a gate of the test. */
#ifndef DOMAIN_H
#define DOMAIN_H

#include <cos/runtime.h>
#include <cos/syscall.h>
#include <stddef.h>

#define DOMAIN_CODE  0x400000 /* mapped read + exec */
#define DOMAIN_DATA  0x401000 /* mapped read + write */
#define DOMAIN_STACK (DOMAIN_DATA + COS_PAGE_SIZE)
#define DOMAIN_PAGES 8 /* frames that it takes */

struct domain {
    uint64_t first;                 /* its first frame, as a page of COS_SLOT_REGION */
    uint64_t pagetable, comp, gate; /* slots; a client has only the first */
    uint8_t *code, *data;           /* its two pages, as the test sees them: it reads
                                        code, and writes data */
    unsigned clients;               /* 1: made for vCPU clients */
};

/* Takes `pages` pages of the component's RAM out of its own page table, so that they can become
 * kernel objects. Returns the first one's number in COS_SLOT_REGION. Ends the component if it has
 * too few pages. */
uint64_t pages_take(uint64_t pages);

/* Returns the address of a page of COS_SLOT_REGION in the component's own memory, while it is
 * mapped. */
void *page_address(uint64_t page);

/* Returns a free slot of the component's own, from COS_SLOT_OWN on; each call returns a new one. */
uint64_t slot_take(void);

/* Builds the page table with code and data. clients: 1 = for vCPU clients. Returns
 * 0 or the first error. */
int64_t domain_make_memory(struct domain *domain, unsigned clients);

/* Builds the memory and a component on it with the given COS_COMP_* flags and a gate to
 * DOMAIN_CODE. fault_gate: slot of the gate that gets its faults. Returns 0 or the first error. */
int64_t domain_make(struct domain *domain, unsigned flags, uint64_t fault_gate);

/* Loads code into it: the bytes from `start` to `end`, which must not depend on their address. */
void domain_load(struct domain *domain, const uint8_t *start, const uint8_t *end);

/* Takes back all its objects; its frames stay with the domain for the next domain_make. Returns 0
 * or an error. */
int64_t domain_end(struct domain *domain);

#endif
