/* SPDX-License-Identifier: BSD-2-Clause */
/* The booter's own data and functions, shared by its files. */
#ifndef COMPONENTS_BOOTER_H
#define COMPONENTS_BOOTER_H

#include <booter.h>
#include <cos/abi.h>
#include <cos/boot.h>
#include <cos/start.h>
#include <evm/image.h>
#include <place.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Slots of the booter's own capability table. The scratch slots are empty but while
 * something is being made. */
enum {
    SLOT_SCRATCH = COS_BOOT_SLOT_FREE,
    SLOT_THREAD, /* scratch: of the component being made */
    SLOT_LINE,   /* scratch: an interrupt line */
    SLOT_SCHED,  /* gate */
    SLOT_SCHED_THREAD,
    SLOT_NOBODY, /* an endpoint at which no thread waits */
    SLOT_COMPONENTS = COS_NODE_SLOTS,
};
#define SLOT_COMP(id)      (SLOT_COMPONENTS + 3 * (id))
#define SLOT_PT(id)        (SLOT_COMPONENTS + 3 * (id) + 1)
#define SLOT_ENDPOINTS(id) (SLOT_COMPONENTS + 3 * (id) + 2)
/* page table for its devices */
#define SLOT_DMA(id)    (SLOT_COMPONENTS + 3 * EVM_COMPONENTS + (id))
#define SLOT_RAM(index) (COS_BOOT_SLOT_RAM + (index))
/* Nodes of the booter's own capability table, for SLOT_COMP(), SLOT_PT() and
 * SLOT_ENDPOINTS() of all components. */
#define OWN_NODES ((SLOT_ENDPOINTS(EVM_COMPONENTS - 1) - SLOT_COMPONENTS) / COS_NODE_SLOTS + 1)

static inline const struct cos_boot *boot_info(void)
{
    return (const struct cos_boot *)BOOTER_INFO;
}

static inline const struct evm_image *image(void)
{
    return (const struct evm_image *)BOOTER_IMAGE;
}

static inline const void *image_page(uint64_t page)
{
    return (const void *)(BOOTER_IMAGE + page * COS_PAGE_SIZE);
}

static inline const struct evm_component *component(uint64_t id)
{
    return (const struct evm_component *)(BOOTER_IMAGE + image()->components) + id;
}

static inline const struct evm_segment *segments_of(const struct evm_component *c)
{
    return (const struct evm_segment *)(BOOTER_IMAGE + image()->segments) + c->segment_first;
}

static inline const struct evm_grant *grants_of(const struct evm_component *c)
{
    return (const struct evm_grant *)(BOOTER_IMAGE + image()->grants) + c->grant_first;
}

static inline const struct evm_blob *blobs_of(const struct evm_component *c)
{
    return (const struct evm_blob *)(BOOTER_IMAGE + image()->blobs) + c->blob_first;
}

static inline uint64_t pages_of(uint64_t bytes)
{
    return (bytes + COS_PAGE_SIZE - 1) >> COS_PAGE_SHIFT;
}

/* The component's writable segment, which is the last; NULL if it has none. */
const struct evm_segment *writable_segment(const struct evm_component *c);
/* Pages of writable memory that are the component's own: that segment, what it has behind
 * it, its first stack. */
uint64_t own_pages(const struct evm_component *c);
/* Its stacks for callers, a page each. */
uint64_t callers_count(const struct evm_component *c);
/* Own pages, and behind them those stacks. */
uint64_t memory_pages(const struct evm_component *c);

/* ---- step.c: making and ending components goes in steps, so that a caller waits for one of them
 * at most. A stage of it deals with at least one page of its work in each call, and with more until
 * the step is over; *done counts what it has dealt with, 0 at first. It returns BOOTER_MORE, 0 when
 * it has done all, or an error. ---- */

enum state { STATE_ABSENT, STATE_MAKING, STATE_MADE, STATE_ENDING };

struct progress {
    enum state state;
    unsigned stage;        /* of its making or its end */
    uint64_t done, step;   /* in that stage; at the beginning of this step */
    uint64_t left, before; /* of its end: what is still there after this pass, and
                              after the one before */
    int64_t error;         /* of its making, which is therefore being undone */
};

extern struct progress progress[EVM_COMPONENTS];
extern uint64_t lives[EVM_COMPONENTS]; /* that have begun so far */

/* Until the first one everything is one step: at boot no caller waits. */
void step_begin(void);
bool step_is_over(void);

/* ---- report.c: the serial line is the booter's own until the console runs ---- */

/* Says something before there is a console. */
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Says why the system cannot start, and ends it with status 1. */
_Noreturn void give_up(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* ---- check.c ---- */

/* Gives up, with the reason, unless everything in the image's header may be relied upon. */
void check_image(void);

/* ---- claims.c ---- */

/* Why the component may not have the ports, line, memory or device of one of its grants, whose
 * numbers make sense; NULL: it may. The components before it have been checked. */
const char *claim_refusal(uint64_t id, const struct evm_grant *g);

/* ---- exposures.c ---- */

/* Says what components may find out about each other on this CPU, if anything; gives up if the
 * image demands a better one. */
void check_exposures(void);

/* ---- memory.c ---- */

/* Page frames: page `first` and on of the RAM region `ram`. */
struct place {
    uint32_t ram, first, pages;
};

struct run {
    uint32_t ram, first, pages, used; /* its place; used: of those, taken by run_take() */
    struct place home;                /* where it was when it was last taken, and will be again */
};

/* The first pages of a component's objects, in this order. */
enum { OBJECT_START_PAGE, OBJECT_ROOT, OBJECT_COMPONENT };

enum run_kind { RUN_OBJECTS, RUN_MEMORY, RUN_LINKS, RUN_DMA, RUN_KINDS };

extern struct run runs[EVM_COMPONENTS][RUN_KINDS];

/* Takes free frames for a component's run. 0 or ENOMEM: then it has none. */
int64_t run_allocate(struct run *run, uint64_t pages);
void run_free(struct run *run);
/* The next page of a run, in its region. The caller knows that there is one. */
uint32_t run_take(struct run *run);
uint64_t frames_free(void);

/* ---- need.c: what is taken, in the order in which it is: by the booter itself and for page tables
 * of what it looks at; for links (links.c) and the IOMMU (iommu.c); for each component. The tool
 * asks the same of these functions. ---- */

int64_t booter_allocate(void);
/* Whether anybody has a grant of that type. */
bool image_grants(enum evm_grant_type type);
/* For a look at device memory, if a component is granted any. */
int64_t nodes_allocate(void);
/* The component's runs but for its links. ENOMEM: none of them. */
int64_t component_allocate(uint64_t id);
void component_free(uint64_t id);
/* Grants of that type that the component has. */
unsigned grants_count(uint64_t id, enum evm_grant_type type);
/* Nodes that the component's table needs. */
uint64_t table_nodes(uint64_t id);
/* Page frames that it takes to let the component's devices access its memory and its links; 0:
 * none, since there is no IOMMU, or are no devices. The memory has been taken. */
uint64_t iommu_pages(uint64_t id);

/* ---- links.c: memory that two components share. A component owns the links among its grants;
 * their frames are its run RUN_LINKS, one link behind the other, from boot on for ever. ---- */

struct link {
    uint64_t owner, peer, address, pages;
    unsigned number; /* among its owner's */
    uint64_t page;   /* its first one, in the region of its owner's run */
};

/* The link of that number among the owner's; false: it has not so many. */
bool link_at(uint64_t owner, unsigned index, struct link *link);
/* The link of that number among those that the component has, its own first;
 * false: it has not so many. */
bool link_with(uint64_t id, unsigned index, struct link *link);
/* Takes the frames of all its links. ENOMEM. */
int64_t links_allocate(uint64_t owner);
/* Zeroes them: a stage. None is lent. */
int64_t links_clear(uint64_t owner, uint64_t *done);

/* ---- loans.c: links that devices of their owners' peers access ---- */

/* A link is lent while devices of its owner's peer may have to do with it. It
 * is not cleared then. */
void link_lend(const struct link *link, bool lent);
/* Whether one of the owner's links is lent. */
bool links_lent(uint64_t owner);
/* The component's devices have been silenced, and have let go of all links. */
void links_return(uint64_t peer);
/* A component that is not there and has a link lent to that one; EVM_BOOTER: none. */
uint64_t links_awaited(uint64_t peer);

/* ---- pci.c: PCI devices. What works on those of a component must not run twice at once ---- */

/* Of the component being made, after pci_describe(). */
extern struct cos_pci pci_devices[COS_START_PCI];

/* Finds the component's devices. Returns the grant of one that is not in the machine, or NULL. */
const struct evm_grant *pci_missing(uint64_t id);
/* Fills pci_devices, pci_device_count of them. They answer to accesses then, and do nothing of
 * their own. Returns why they cannot be given to the component, as a phrase, NULL: they can. */
const char *pci_describe(uint64_t id);
extern unsigned pci_device_count;
/* Whether that memory has configuration space of PCI Express in it. */
bool pci_has_configuration(uint64_t first, uint64_t last);
/* Whether a device of another component, which an IOMMU should keep apart, and one of its own can
 * reach each other behind its back; if so one of the two components is to be refused, and this is
 * it. */
bool pci_shares_group(uint64_t id);
/* Where its device of that index has been found: bus << 8 | device << 3 |
 * function. False: nowhere. */
bool pci_place(uint64_t id, uint64_t index, uint32_t *place);
/* Which component exists that has the device there; EVM_BOOTER if none. */
uint64_t pci_owner(uint32_t place);
/* Whether one of its devices accesses memory in another one's name, as behind
 * bridges of plain PCI. */
bool pci_shares_source(uint64_t id);
/* Whether one of its devices accesses memory behind an IOMMU's back: a virtio device that
 * does not respect it. */
bool pci_goes_around(uint64_t id);
/* The interrupt line of its device of that index. */
uint64_t pci_line(uint64_t id, uint64_t index);
/* BOOTER_PCI_MASTER, _READ, _WRITE. */
int64_t pci_master(uint64_t id, uint64_t index, unsigned how);
int64_t pci_read(uint64_t id, uint64_t index, uint64_t offset, uint64_t *value);
int64_t pci_write(uint64_t id, uint64_t index, uint64_t offset, uint32_t value);
/* As that, no longer, for all its devices, each of which has ended all its accesses to memory then.
 * EBUSY: not all have, try again; EIO: one does not. Takes a few steps at most. */
int64_t pci_silence(uint64_t id);

/* ---- layout.c: what a component sees where ---- */

struct range {
    uint64_t address, pages;
    uint64_t slot, page; /* where they are: page of a region */
    uint32_t rights;
};
typedef int64_t visitor(uint64_t id, const struct range *range, void *context);

/* Calls `visit` for each range, in ascending order but for high blobs and what is behind those.
 * Stops at the first error and returns it. */
int64_t space_ranges(uint64_t id, visitor *visit, void *context);
/* Page-table nodes that the address space needs at most, root excluded. */
uint64_t space_nodes(uint64_t id);
/* Calls `visit` for each of the component's stacks for callers, which are in page `page` of a
 * region and behind it. */
int64_t space_callers(uint64_t id, uint64_t slot, uint64_t page, visitor *visit, void *context);
/* The page of the image in which the clock is. */
extern uint64_t clock_page;
/* Where the first of its blobs is. */
uint64_t blobs_start(const struct evm_component *c);

/* ---- space.c: address spaces. Errors are those of the system calls. ---- */

/* Fills the component's start page. */
int64_t space_start(uint64_t id);
/* Fills its writable memory: a stage. */
int64_t space_fill(uint64_t id, uint64_t *done);
/* Maps everything: a stage. */
int64_t space_map(uint64_t id, uint64_t *done);
/* Maps a range into any page table; its nodes are taken from a run. */
int64_t space_map_range(uint64_t pagetable, struct run *nodes, const struct range *range);
/* Writes a page of the image anew, as another one is. */
int64_t space_repair(uint64_t page, uint64_t from);
/* Shows physical memory of the firmware's, one range at a time, until space_unlook(). NULL: it
 * cannot. In a section. */
const uint8_t *space_look(uint64_t physical, uint64_t bytes);
void space_unlook(void);
/* Physical address of a page of the image, for reports. */
uint64_t space_image_address(uint64_t page);
/* Page-table nodes for the booter's own window, from its own run. */
int64_t window_init(void);
/* The booter's stacks for callers, likewise; from here on it can be called. */
int64_t callers_init(void);

/* ---- verify.c: whether memory has kept what a component is made of ---- */

/* Looks at some of the pages that a component is made of, which is not there: a bounded step.
 * BOOTER_MORE: there are more; 0: all are as the tool wrote them, or have been repaired; EIO: one
 * is not, and cannot be repaired. The next call begins anew then. Not at boot, where what the boot
 * loader has just brought is taken for sound. */
int64_t verify(uint64_t id);
/* Which pages were damaged, as BOOTER_CREATE returns it. */
uint64_t verify_damage(uint64_t id);

/* ---- clock.c ---- */

/* Begins to keep the system's clock (interface/cos/clock.h). */
void clock_init(void);
/* Finds the machine's counters. In a section. */
void clock_begin(void);
/* Looks at the machine's counters and its clock. 1: the day has jumped; 0: it has not. *next: TSC
 * time to do it again. The supervisor's thread only. */
int64_t clock_correct(uint64_t *next);

/* ---- tables.c: capability tables ---- */

/* Whether it may call the booter for more than its devices. */
bool may_call_booter(uint64_t id);
int64_t table_fill(uint64_t id);
/* Gives it an interrupt line in the slot COS_SLOT_IRQ + index; an interrupt
 * tells it these events. */
int64_t table_give_line(uint64_t id, unsigned index, uint64_t line, uint64_t events);
/* Gates: those of the component to others, and those of others to it. Both sides exist. */
int64_t table_connect(uint64_t id);

/* ---- create.c, destroy.c ---- */

extern bool alive[EVM_COMPONENTS]; /* from the end of its creation to the
                                      beginning of its destruction */

/* A step of building a component from the image: BOOTER_MORE, or 0 at the end. ENOENT: it lacks a
 * PCI device; ENOMEM;
 * EBUSY: a device has one of its links, or it is not known yet what the devices of its last life
 * have tried; or what the kernel said. Nothing is left behind on an error. */
int64_t component_create(uint64_t id);
/* Connects it with others and hands its thread to the scheduler. */
int64_t component_start(uint64_t id);
/* A step of ending it and all that lives in its memory, and of taking that back: BOOTER_MORE, or 0
 * at the end. EBUSY: its thread has not come back from another component yet, something still uses
 * a page, or a device of its has not ended; EIO: one does not. */
int64_t component_destroy(uint64_t id);

#endif
