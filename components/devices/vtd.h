/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One unit of an IOMMU (Intel, "Virtualization Technology for Directed I/O"): its registers, its
 * invalidation queue, its fault records. What its tables hold is iommu.c's business. A unit that
 * does not answer has failed, for good.
 */
#ifndef DEVICES_VTD_H
#define DEVICES_VTD_H

#include <stdbool.h>
#include <stdint.h>

#define VTD_PAGE       4096
#define VTD_INTERRUPTS 256 /* entries of an interrupt table, a page of them */

struct vtd {
    volatile void *registers; /* vtd_pages() of them; one until those are known */
    uint64_t capabilities, extended;
    volatile uint64_t *queue; /* a page for its invalidation queue, */
    volatile uint32_t *done;  /* and a word where it says how far it is; with
                                 their physical addresses */
    uint64_t queue_physical, done_physical;
    uint32_t tail, ticket;
    unsigned next_fault; /* record that is looked at next */
    bool failed;
};

/* Reads what the unit can. Returns NULL, or what is missing, as a phrase. */
const char *vtd_probe(struct vtd *unit);
/* Pages of its registers. */
unsigned vtd_pages(const struct vtd *unit);
/* Levels that page tables can have, as bits; domains that it tells apart. */
unsigned vtd_levels(const struct vtd *unit);
uint32_t vtd_domains(const struct vtd *unit);
/* Whether it sees what the CPU has written to tables but not to memory yet. */
bool vtd_coherent(const struct vtd *unit);
/* Whether it may remember that something was not there. */
bool vtd_remembers_gaps(const struct vtd *unit);
/* Whether it can check interrupts. */
bool vtd_interrupts(const struct vtd *unit);

/* Makes it use these tables (physical addresses; interrupts: 0 = they are not checked) for all
 * accesses from now on. */
bool vtd_start(struct vtd *unit, uint64_t root, uint64_t interrupts);
/* Lets all accesses and interrupts pass again. */
void vtd_stop(struct vtd *unit);
/* Makes it forget all context entries and the translations of a domain; 0: of all. When it returns
 * true, accesses that had begun before are through. */
bool vtd_forget(struct vtd *unit, uint16_t domain);
/* As that, all interrupt entries; only with a queue, which a unit has that checks interrupts. */
bool vtd_forget_interrupts(struct vtd *unit);

struct vtd_fault {
    uint64_t address;
    uint16_t source; /* place of the device */
    uint8_t reason;
    bool write;
};

/* Faults raise this message from now on. */
void vtd_fault_event(struct vtd *unit, uint64_t address, uint32_t data);
/* Takes the next fault out of the unit's records. False: there is none; one that comes
 * later raises the message. */
bool vtd_fault(struct vtd *unit, struct vtd_fault *fault);
/* Whether there is one. */
bool vtd_has_fault(const struct vtd *unit);

/* ---- vtd_access.c, write_back.c of the architecture, and the build machine's tests ---- */

uint32_t vtd_in32(const struct vtd *unit, unsigned offset);
uint64_t vtd_in64(const struct vtd *unit, unsigned offset);
void vtd_out32(const struct vtd *unit, unsigned offset, uint32_t value);
void vtd_out64(const struct vtd *unit, unsigned offset, uint64_t value);
/* Writes back from the CPU's caches to memory, and drops what is there. */
void vtd_write_back(const volatile void *from, uint64_t bytes);

#endif
