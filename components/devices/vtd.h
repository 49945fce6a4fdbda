/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One unit of an IOMMU (Intel, "Virtualization Technology for Directed I/O"): its registers, its
 * invalidation queue, its fault records. iommu.c fills its tables. A unit that does not respond has
 * failed, for good.
 */
#ifndef DEVICES_VTD_H
#define DEVICES_VTD_H

#include <stdbool.h>
#include <stdint.h>

#define VTD_PAGE       4096
#define VTD_INTERRUPTS 256 /* entries of an interrupt table, a page of them */

struct vtd {
    volatile void *registers; /* vtd_pages() pages; one until their number is known */
    uint64_t capabilities, extended;
    volatile uint64_t *queue; /* a page for its invalidation queue, */
    volatile uint32_t *done;  /* and a word where it reports progress; with their physical
                                 addresses */
    uint64_t queue_physical, done_physical;
    uint32_t tail, ticket;
    unsigned next_fault; /* record to check next */
    bool failed;
};

/* Reads the unit's capabilities. Returns NULL, or a phrase that says what is missing. */
const char *vtd_probe(struct vtd *unit);
/* Returns the number of pages of its registers. */
unsigned vtd_pages(const struct vtd *unit);
/* Return the supported levels of page tables, as bits, and the number of domains. */
unsigned vtd_levels(const struct vtd *unit);
uint32_t vtd_domains(const struct vtd *unit);
/* Whether it snoops the CPU's caches when it reads tables. */
bool vtd_coherent(const struct vtd *unit);
/* Whether it may cache entries that are not present. */
bool vtd_remembers_gaps(const struct vtd *unit);
/* Whether it can check interrupts. */
bool vtd_interrupts(const struct vtd *unit);

/* Makes it use these tables (physical addresses; interrupts: 0 = it does not check them) for all
 * accesses from now on. */
bool vtd_start(struct vtd *unit, uint64_t root, uint64_t interrupts);
/* Whether it uses that root table, also if an earlier life has started it. */
bool vtd_runs(const struct vtd *unit, uint64_t root);
/* Goes on with a unit that an earlier life has started: it blocks accesses all the while. Drops all
 * that it has cached, as that life may have died between a change and that. */
bool vtd_resume(struct vtd *unit);
/* Lets all accesses and interrupts pass again. */
void vtd_stop(struct vtd *unit);
/* Invalidates all cached context entries and the translations of a domain; 0: of all. Returns true
 * when accesses that had begun before have completed. */
bool vtd_forget(struct vtd *unit, uint16_t domain);
/* Invalidates all cached interrupt entries; needs a queue, which every unit that checks interrupts
 * has. */
bool vtd_forget_interrupts(struct vtd *unit);

struct vtd_fault {
    uint64_t address;
    uint16_t source; /* place of the device */
    uint8_t reason;
    bool write;
};

/* Makes faults raise this message from now on. */
void vtd_fault_event(struct vtd *unit, uint64_t address, uint32_t data);
/* Takes the next fault out of the unit's records. False: there is none; later ones raise the
 * message. */
bool vtd_fault(struct vtd *unit, struct vtd_fault *fault);
/* Whether there is a fault record. */
bool vtd_has_fault(const struct vtd *unit);

/* ---- vtd_access.c, write_back.c of the architecture, and the build machine's tests ---- */

uint32_t vtd_in32(const struct vtd *unit, unsigned offset);
uint64_t vtd_in64(const struct vtd *unit, unsigned offset);
void vtd_out32(const struct vtd *unit, unsigned offset, uint32_t value);
void vtd_out64(const struct vtd *unit, unsigned offset, uint64_t value);
/* Writes back and drops the CPU's cache lines of that memory. */
void vtd_write_back(const volatile void *from, uint64_t bytes);

#endif
