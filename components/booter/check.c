/* SPDX-License-Identifier: BSD-2-Clause */
/* The image decides what each component may do, so the booter uses nothing of it before checking
 * it. */
#include "common.h"

#include <cos/abi.h>
#include <cos/string.h>
#include <evm/checksum.h>
#include <evm/reserved.h>
#include <sched.h>

#define MAX_PAGES (1u << 28) /* 1 TiB: so that no sum of two such numbers overflows */

static void require(bool ok, const char *what)
{
    if (!ok)
        give_up("the system image is damaged: %s; build it anew with `evm build`", what);
}

static void require_of(bool ok, const struct evm_component *c, const char *what)
{
    if (!ok) {
        give_up("the system image is damaged: component `%s`: %s; build it anew with `evm build`",
                c->name, what);
    }
}

/* ---- Ranges ---- */

static bool array_fits(uint32_t offset, uint32_t count, uint64_t size)
{
    uint64_t header = (uint64_t)image()->header_pages * COS_PAGE_SIZE;

    return offset % 8 == 0 && offset >= sizeof(struct evm_image) && count < header &&
           offset + count * size <= header;
}

static bool slice_fits(uint32_t first, uint32_t count, uint32_t total)
{
    return first <= total && count <= total - first;
}

static bool in_image(uint64_t page, uint64_t pages)
{
    return page <= image()->pages && pages <= image()->pages - page;
}

static bool terminated(const char *name, unsigned bytes)
{
    return name[bytes - 1] == 0;
}

static void check_header(void)
{
    const struct evm_image *i = image();
    const char *problem = evm_header_problem(i, boot_info()->image_pages);

    if (problem != NULL)
        give_up("%s; build it anew with `evm build`", problem);
    require(i->component_count > EVM_SUPERVISOR && i->component_count <= EVM_COMPONENTS,
            "number of components");
    require(array_fits(i->components, i->component_count, sizeof(struct evm_component)),
            "place of the components");
    require(array_fits(i->segments, i->segment_count, sizeof(struct evm_segment)),
            "place of the segments");
    require(array_fits(i->grants, i->grant_count, sizeof(struct evm_grant)), "place of the grants");
    require(array_fits(i->blobs, i->blob_count, sizeof(struct evm_blob)), "place of the blobs");
    require(in_image(i->sums, i->sum_pages) && i->sums > i->header_pages &&
                i->sums <= (uint64_t)i->sum_pages * EVM_PAGE_WORDS,
            "place of the checksums");
    require(i->mitigations < EVM_MITIGATIONS, "value of its `mitigations`");
}

/* ---- Components ---- */

static void check_segment(const struct evm_component *c, const struct evm_segment *s, uint64_t *end,
                          bool last)
{
    bool writable = s->rights & EVM_SEG_WRITE;
    uint64_t pages = (uint64_t)s->pages + (writable ? c->ram_pages : 0);

    require_of(s->address % COS_PAGE_SIZE == 0 && s->address >= *end, c, "address of a segment");
    require_of(s->pages > 0 && s->file_pages <= s->pages && pages <= MAX_PAGES, c,
               "size of a segment");
    require_of(writable || s->file_pages == s->pages, c,
               "a read-only segment has pages without contents");
    require_of(in_image(s->page, s->file_pages) &&
                   in_image(s->copy, s->copy != 0 ? s->file_pages : 0),
               c, "a segment, or its copy, is beyond the image's end");
    require_of((s->rights & EVM_SEG_READ) && !(writable && (s->rights & EVM_SEG_EXEC)), c,
               "rights of a segment");
    require_of(!writable || last, c, "a writable segment is not the highest");
    *end = s->address + pages * COS_PAGE_SIZE;
    require_of(*end <= COS_LINKS, c, "a segment is beyond the program's addresses");
}

static unsigned links_with[EVM_COMPONENTS]; /* links of each component so far, its own and its
                                               peers' */

static void check_link(uint64_t id, const struct evm_grant *g)
{
    const struct evm_component *c = component(id);

    require_of(id > EVM_SUPERVISOR && g->a > EVM_SUPERVISOR && g->a < image()->component_count &&
                   g->a != id,
               c, "a link with itself, with a root component, or with one that does not exist");
    require_of(g->b > 0 && g->b <= COS_LINK_BYTES / COS_PAGE_SIZE, c, "size of a link");
    require_of(++links_with[id] <= COS_START_LINKS && ++links_with[g->a] <= COS_START_LINKS, c,
               "a link more than it, or its peer, can have");
}

static uint64_t pci_count; /* of all components, so far */

/* Each device has one owner. */
static void check_pci(uint64_t id, const struct evm_grant *grant)
{
    const struct evm_component *c = component(id);

    /* The last line is the IOMMU's. */
    require_of(++pci_count < COS_IRQ_LINES - COS_IRQ_MSI, c,
               "a PCI device without an interrupt line left for it");
    require_of(grant->a <= UINT32_MAX, c, "ids of a PCI device");
    for (uint32_t i = 0; i < image()->grant_count; i++) {
        const struct evm_grant *g = (const struct evm_grant *)(BOOTER_IMAGE + image()->grants) + i;

        require_of(g == grant || g->type != EVM_GRANT_PCI || g->a != grant->a || g->b != grant->b,
                   c, "a PCI device that has another owner, too");
    }
}

static bool is_for_call(const struct evm_grant *g)
{
    return g->slot == COS_SLOT_FILES || g->slot == COS_SLOT_SOCKETS || g->slot == COS_SLOT_DEVICES;
}

static void check_grant(uint64_t id, const struct evm_grant *g)
{
    const struct evm_component *c = component(id);

    require_of(g->slot == 0 || (g->type == EVM_GRANT_CALL && is_for_call(g)), c,
               "a grant for a slot that is not for it");
    switch (g->type) {
    case EVM_GRANT_PORTS:
        require_of(g->a <= g->b && g->b <= UINT16_MAX, c, "a range of ports");
        break;
    case EVM_GRANT_MMIO:
        require_of(g->a % COS_PAGE_SIZE == 0 && g->a < EVM_MMIO_END && g->b > 0 &&
                       g->b <= (EVM_MMIO_END - g->a) / COS_PAGE_SIZE,
                   c, "a range of device memory");
        break;
    case EVM_GRANT_CALL:
        require_of(g->a < image()->component_count && g->b < 4 && component(g->a)->gates[g->b] != 0,
                   c, "a call to an entry that does not exist");
        break;
    case EVM_GRANT_LINK:
        check_link(id, g);
        break;
    case EVM_GRANT_SIGNAL:
        require_of(g->a > EVM_SUPERVISOR && g->a < image()->component_count, c,
                   "a signal to a component that does not exist");
        break;
    case EVM_GRANT_IRQ:
        require_of(g->a < COS_IRQ_MSI, c, "an interrupt line that does not exist");
        break;
    case EVM_GRANT_PCI:
        check_pci(id, g);
        break;
    case EVM_GRANT_BOOTER:
        break;
    default:
        require_of(false, c, "a grant of unknown type");
    }
}

static void check_grants(uint64_t id)
{
    const struct evm_component *c = component(id);
    static const unsigned limits[] = {[EVM_GRANT_PORTS] = COS_SLOT_MMIO - COS_SLOT_PORTS,
                                      [EVM_GRANT_IRQ] = COS_SLOT_PORTS - COS_SLOT_IRQ,
                                      [EVM_GRANT_MMIO] = COS_SLOT_CALL - COS_SLOT_MMIO,
                                      [EVM_GRANT_CALL] = COS_SLOT_SIGNAL - COS_SLOT_CALL,
                                      [EVM_GRANT_LINK] = COS_LINKS_EACH,
                                      [EVM_GRANT_SIGNAL] = COS_SIGNALS,
                                      [EVM_GRANT_BOOTER] = 1,
                                      [EVM_GRANT_PCI] = COS_START_PCI};
    unsigned counts[EVM_GRANT_TYPES] = {0};
    uint64_t slots = 0; /* slots that grants name */
    const char *refusal;

    for (uint32_t i = 0; i < c->grant_count; i++) {
        const struct evm_grant *g = grants_of(c) + i;

        check_grant(id, g);
        refusal = claim_refusal(id, g);
        require_of(refusal == NULL, c, refusal);
        require_of(g->slot == 0 || !(slots & 1ull << g->slot), c, "two grants for one slot");
        slots |= 1ull << g->slot;
        require_of(g->slot != 0 || ++counts[g->type] <= limits[g->type], c,
                   "too many grants of one type");
    }
    require_of(counts[EVM_GRANT_IRQ] + counts[EVM_GRANT_PCI] <= limits[EVM_GRANT_IRQ], c,
               "too many interrupt lines, those of PCI devices included");
}

static void check_restart(const struct evm_component *c)
{
    const struct evm_restart *r = &c->restart;

    require_of(r->when < EVM_RESTART_WHENS, c, "when it is started again");
    require_of(r->when == EVM_RESTART_NEVER ||
                   (r->backoff > 0 && r->backoff <= EVM_RESTART_MS && r->most > 0 &&
                    r->period > 0 && r->period <= EVM_RESTART_MS),
               c, "how often it is started again");
}

/* Returns the bits of ids that no component of the image has. */
static uint64_t absent_bits(void)
{
    return image()->component_count < EVM_COMPONENTS ? UINT64_MAX << image()->component_count : 0;
}

/* Thread ids are component ids. */
static void check_stacks(const struct evm_component *c)
{
    require_of(c->stack_pages <= COS_STACK_MOST, c, "size of its stack");
    for (unsigned set = 0; set < COS_STACK_SETS; set++)
        require_of((c->callers[set] & absent_bits()) == 0, c,
                   "a stack for a thread that does not exist");
}

/* Only the supervisor has a component made that waits for others. */
static void check_after(uint64_t id)
{
    const struct evm_component *c = component(id);
    uint64_t roots = (2ull << EVM_SUPERVISOR) - 1;

    require_of((c->after & (absent_bits() | roots | 1ull << id)) == 0, c,
               "a component that it starts after");
    require_of(c->after == 0 || (id > EVM_SUPERVISOR && !(c->flags & (EVM_DORMANT | EVM_DEVICES))),
               c, "it starts after others, and may not");
}

static void check_share(const struct evm_component *c)
{
    bool budget = c->budget >= SCHED_BUDGET_LEAST_US && c->budget <= c->period &&
                  c->period <= SCHED_PERIOD_MOST_US;

    require_of(c->weight != 0 && c->weight <= SCHED_WEIGHT_MOST && (c->budget == 0 || budget), c,
               "share of the CPU");
}

static void check_component(uint64_t id)
{
    const struct evm_component *c = component(id);
    const struct evm_segment *rw;
    uint64_t end = COS_STACKS_END;

    require(terminated(c->name, sizeof c->name), "a component's name has no end");
    require_of(id > EVM_SUPERVISOR ? c->kind > EVM_SUPERVISOR : c->kind == id, c,
               "kind and place do not agree");
    require_of(c->priority <= UINT8_MAX, c, "priority");
    check_share(c);
    require_of(slice_fits(c->segment_first, c->segment_count, image()->segment_count), c,
               "place of its segments");
    require_of(slice_fits(c->grant_first, c->grant_count, image()->grant_count), c,
               "place of its grants");
    require_of(slice_fits(c->blob_first, c->blob_count, image()->blob_count) &&
                   c->blob_count <= COS_START_BLOBS,
               c, "place of its blobs");
    for (uint32_t i = 0; i < c->segment_count; i++)
        check_segment(c, segments_of(c) + i, &end, i + 1 == c->segment_count);
    rw = writable_segment(c);
    require_of(rw != NULL || c->ram_pages == 0, c, "memory, but no writable segment before it");
    require_of(!(c->flags & EVM_VCPU) ||
                   (rw != NULL && c->vcpu % COS_PAGE_SIZE == 0 && c->vcpu >= rw->address &&
                    c->vcpu < rw->address + (uint64_t)rw->pages * COS_PAGE_SIZE),
               c, "place of its vCPU page");
    for (uint32_t i = 0; i < c->blob_count; i++) {
        const struct evm_blob *b = blobs_of(c) + i;

        require_of(terminated(b->name, sizeof b->name) &&
                       b->bytes <= (uint64_t)MAX_PAGES * COS_PAGE_SIZE &&
                       in_image(b->page, pages_of(b->bytes)) &&
                       in_image(b->copy, b->copy != 0 ? pages_of(b->bytes) : 0),
                   c, "a blob");
    }
    check_stacks(c);
    check_grants(id);
    check_restart(c);
    check_after(id);
    require_of(in_image(c->symbols, c->symbol_pages), c, "place of its symbols");
}

/* The component `devices`, which is trusted with them. */
static void check_devices(void)
{
    uint64_t last = image()->component_count - 1;
    bool needed = image_grants(EVM_GRANT_PCI) || image_grants(EVM_GRANT_MMIO);

    for (uint64_t id = 0; id < last; id++)
        require_of(!(component(id)->flags & EVM_DEVICES), component(id), "its flags");
    if (needed != !!(component(last)->flags & EVM_DEVICES)) {
        give_up("the system image is damaged: %s; build it anew with `evm build`",
                needed ? "it grants devices, and lacks the component for them"
                       : "it has the component for devices, and grants none");
    }
    require_of(!needed || (last > EVM_SUPERVISOR && component(last)->grant_count == 0 &&
                           !(component(last)->flags & EVM_DORMANT)),
               component(last), "grants or flags of the component for devices");
}

/* The supervisor lets one component feed the board's watchdog. */
static void check_watchdog(void)
{
    unsigned count = 0;

    for (uint64_t id = 0; id < image()->component_count; id++) {
        bool has = component(id)->flags & EVM_WATCHDOG;

        count += has;
        require_of(!has || (id > EVM_SUPERVISOR && count == 1), component(id),
                   "a driver of the board's watchdog that is a root component, or the second one");
    }
}

void check_image(void)
{
    check_header();
    memset(links_with, 0, sizeof links_with);
    for (uint64_t id = 0; id < image()->component_count; id++)
        check_component(id);
    check_devices();
    check_watchdog();
    require(component(EVM_SUPERVISOR)->fault_gate != 0, "the supervisor has no fault gate");
}
