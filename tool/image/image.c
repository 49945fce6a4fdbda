/* SPDX-License-Identifier: BSD-2-Clause */
#include "image.h"

#include <cos/abi.h>
#include <cos/start.h>
#include <evm/checksum.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "callers.h"
#include "writer.h"

#define OBJECT_PAGES 12 /* kernel objects of a component: tables, thread, endpoints, start page */
/* most page-table nodes for many or large blobs, beside one for each 2 MiB */
#define BLOB_NODES 3
#define LINK_NODES 6   /* page-table nodes for a link, three on each side */
#define NAME_SHOWN 128 /* bytes of a function's name in the image, for crash reports */
/* pages for the PCI devices of a component, with its share of the booter's tables for them */
#define DMA_PAGES 16

static enum outcome bad_elf(const struct part *part, const char *problem)
{
    host_error("component '%s': %s %s", part->name, part->file, problem);
    return OUTCOME_MISTAKE;
}

/* Adds a PT_LOAD as a segment. Returns what went wrong, or NULL. */
static const char *add_segment(struct writer *writer, struct part *part, const struct elf *elf,
                               const GElf_Phdr *header, bool in_place)
{
    uint64_t lead = header->p_vaddr % COS_PAGE_SIZE;
    struct evm_segment segment = {
        .address = header->p_vaddr - lead,
        .pages = page_count(lead + header->p_memsz),
        .rights = EVM_SEG_READ | (header->p_flags & PF_W ? EVM_SEG_WRITE : 0) |
                  (header->p_flags & PF_X ? EVM_SEG_EXEC : 0),
    };
    struct buffer bytes = {0};

    buffer_extend(&bytes, lead);
    if (!elf_read(elf, header->p_offset, header->p_filesz, &bytes)) {
        buffer_free(&bytes);
        return "was cut off, or failed, while it was read";
    }
    /* The image carries all pages of a segment that is read-only or mapped in place. */
    segment.file_pages = in_place || !(header->p_flags & PF_W) ? segment.pages
                                                               : page_count(bytes.size);
    if ((size_t)segment.file_pages * COS_PAGE_SIZE > bytes.size)
        buffer_extend(&bytes, (size_t)segment.file_pages * COS_PAGE_SIZE - bytes.size);
    segment.page = pages_add(&writer->pages, bytes.data, bytes.size, !in_place);
    buffer_free(&bytes);
    buffer_add(&writer->segments, &segment, sizeof(segment));
    part->cost.written += segment.rights & EVM_SEG_WRITE && !in_place ? segment.pages : 0;
    return NULL;
}

static const char *add_segments(struct writer *writer, struct part *part, const struct elf *elf,
                                struct evm_component *component)
{
    const char *problem = NULL;
    GElf_Phdr header;

    component->segment_first = elements(&writer->segments, sizeof(struct evm_segment));
    for (unsigned i = 0; !problem && elf_segment(elf, i, &header); i++) {
        if (header.p_type != PT_LOAD || !header.p_memsz)
            continue;
        problem = add_segment(writer, part, elf, &header,
                              component->kind == EVM_BOOTER && header.p_flags & PF_W);
        component->segment_count++;
    }
    return problem;
}

static void add_symbols(struct writer *writer, const struct elf *elf,
                        struct evm_component *component)
{
    unsigned count;
    struct elf_function *functions = elf_functions(elf, &count);
    struct evm_symbols head = {.base = count ? functions[0].address : 0};
    struct buffer names = {0}, table = {0};
    size_t names_start = sizeof(head) + count * sizeof(head.symbol[0]);

    buffer_add(&table, &head, sizeof(head));
    for (unsigned i = 0; i < count && functions[i].address - head.base <= UINT32_MAX; i++) {
        uint32_t entry[2] = {functions[i].address - head.base, names_start + names.size};

        buffer_add(&table, entry, sizeof(entry));
        buffer_add(&names, functions[i].name, strnlen(functions[i].name, NAME_SHOWN));
        buffer_extend(&names, 1);
        head.count++;
    }
    buffer_extend(&table, names_start - table.size);
    buffer_add(&table, names.data, names.size);
    head.bytes = table.size;
    memcpy(table.data, &head, sizeof(head));
    if (head.count) {
        component->symbols = pages_add(&writer->pages, table.data, table.size, true);
        component->symbol_pages = page_count(table.size);
    }
    buffer_free(&names);
    buffer_free(&table);
    free(functions);
}

/* Sets entries and flags from the component's symbols. */
static void add_entries(const struct elf *elf, struct evm_component *component)
{
    uint64_t ignored;

    component->entry = elf->header.e_entry;
    for (unsigned i = 0; i < COUNT(component->gates); i++) {
        char name[sizeof(EVM_SYM_GATE) + 8];

        snprintf(name, sizeof(name), EVM_SYM_GATE, i);
        elf_symbol(elf, name, &component->gates[i]);
    }
    if (component->kind == EVM_SUPERVISOR)
        elf_symbol(elf, EVM_SYM_FAULT, &component->fault_gate);
    if (elf_symbol(elf, EVM_SYM_VCPU, &component->vcpu))
        component->flags |= EVM_VCPU;
    if (elf_symbol(elf, EVM_SYM_FPU, &ignored))
        component->flags |= EVM_FPU;
}

/* Sets the size of the first thread's stack, unless the program has its own, and which stacks for
 * callers there will be. */
static void add_stacks(struct writer *writer, struct part *part, const struct elf *elf,
                       struct evm_component *component)
{
    struct stacks *stacks = &writer->stacks[elements(&writer->components, sizeof(*component))];
    uint64_t bytes = COS_STACK_BYTES, ignored;

    stacks->calls = elf_symbol(elf, EVM_SYM_CALLS, &ignored);
    stacks->faults = elf_symbol(elf, EVM_SYM_FAULTS, &ignored);
    stacks->alone = elf_symbol(elf, EVM_SYM_ALONE, &ignored);
    if (component->kind == EVM_LINUX || component->kind == EVM_BOOTER) {
        elf_symbol(elf, EVM_SYM_LOW, &component->stack_low);
        return;
    }
    elf_symbol(elf, EVM_SYM_STACK, &bytes);
    component->stack_pages = part->stack_pages ? part->stack_pages : page_count(bytes);
    component->stack_low = COS_STACK_TOP - component->stack_pages * COS_PAGE_SIZE;
}

/* Sets the threads that need a stack in each component. A component that makes gates itself has no
 * gates for others in the image. */
static void share_stacks(struct writer *writer, struct part *parts)
{
    struct evm_component *components = (void *)writer->components.data;
    uint32_t count = elements(&writer->components, sizeof(*components));
    uint64_t into[EVM_COMPONENTS];

    callers_find(components, count, (void *)writer->grants.data, into);
    for (uint32_t i = 0; i < count; i++) {
        const struct stacks *stacks = &writer->stacks[i];
        struct evm_component *c = &components[i];
        uint64_t own = 1ull << i;

        if (stacks->calls)
            c->callers[0] = c->gates[0] ? into[i] : into[i] | own;
        if (stacks->faults)
            c->callers[1] = into[i] | own;
        if (stacks->alone)
            c->callers[0] |= 1;
        parts[i].cost.stacks = c->stack_pages + __builtin_popcountll(c->callers[0]) +
                               __builtin_popcountll(c->callers[1]);
    }
}

static void add_blobs(struct writer *writer, const struct part *part,
                      struct evm_component *component)
{
    component->blob_first = elements(&writer->blobs, sizeof(struct evm_blob));
    component->blob_count = part->blob_count;
    for (uint32_t i = 0; i < part->blob_count; i++) {
        const struct buffer *bytes = &part->blobs[i].bytes;
        struct evm_blob blob = {.bytes = bytes->size};

        memcpy(blob.name, part->blobs[i].name, sizeof(blob.name));
        blob.page = pages_add(&writer->pages, bytes->data, bytes->size, true);
        buffer_add(&writer->blobs, &blob, sizeof(blob));
    }
}

static uint64_t grant_pages(const struct evm_grant *grant)
{
    return grant->type == EVM_GRANT_LINK ? grant->b + LINK_NODES : 0;
}

static uint64_t object_pages(const struct part *part)
{
    uint64_t nodes = part->ram_pages / 512, carried = 0;

    for (uint32_t i = 0; i < part->blob_count; i++)
        carried += page_count(part->blobs[i].bytes.size);
    nodes += carried > (COS_STACK_AREA - COS_START) / COS_PAGE_SIZE ? BLOB_NODES + carried / 512
                                                                    : 0;
    for (uint32_t i = 0; i < part->grant_count; i++)
        if (part->grants[i].type == EVM_GRANT_PCI)
            return OBJECT_PAGES + nodes + DMA_PAGES + part->ram_pages / 512;
    return OBJECT_PAGES + nodes;
}

static enum outcome add_part(struct writer *writer, struct part *part)
{
    size_t before = writer->pages.data.size;
    struct evm_component component = {
        .kind = part->kind,
        .flags = part->flags,
        .priority = part->priority,
        .weight = part->weight,
        .budget = part->budget,
        .period = part->period,
        .watchdog = part->watchdog,
        .ram_pages = part->ram_pages,
        .restart = part->restart,
        .after = part->after,
        .grant_first = elements(&writer->grants, sizeof(struct evm_grant)),
        .grant_count = part->grant_count,
    };
    const char *problem;
    struct elf *elf = elf_open(part->file, &problem);

    if (!elf)
        return bad_elf(part, problem);
    strncpy(component.name, part->name, sizeof(component.name) - 1);
    problem = image_problem(elf, part->ram_pages);
    if (!problem)
        problem = add_segments(writer, part, elf, &component);
    if (!problem) {
        add_stacks(writer, part, elf, &component);
        add_entries(elf, &component);
        add_symbols(writer, elf, &component);
        add_blobs(writer, part, &component);
        buffer_add(&writer->grants, part->grants, part->grant_count * sizeof(struct evm_grant));
        buffer_add(&writer->components, &component, sizeof(component));
        for (uint32_t i = 0; i < part->grant_count; i++)
            part->cost.links += grant_pages(&part->grants[i]);
        if (part->kind != EVM_BOOTER)
            part->cost.objects = object_pages(part);
        part->cost.image = page_count(writer->pages.data.size - before);
    }
    elf_close(elf);
    return problem ? bad_elf(part, problem) : OUTCOME_OK;
}

/* Checks that each call grant names an entry of the callee. */
static enum outcome check_calls(const struct writer *writer)
{
    const struct evm_component *components = (void *)writer->components.data;
    const struct evm_grant *grants = (void *)writer->grants.data;

    for (uint32_t i = 0; i < elements(&writer->components, sizeof(*components)); i++)
        for (uint32_t j = 0; j < components[i].grant_count; j++) {
            const struct evm_grant *grant = &grants[components[i].grant_first + j];

            if (grant->type != EVM_GRANT_CALL || components[grant->a].gates[grant->b])
                continue;
            host_error("vm '%s': key '%s': '%s' has no entry %u; define the function " EVM_SYM_GATE
                       " in its program",
                       components[i].name, grant->slot ? "uses" : "calls",
                       components[grant->a].name, (unsigned)grant->b, (unsigned)grant->b);
            return OUTCOME_MISTAKE;
        }
    return OUTCOME_OK;
}

/* Adds the header's pages to all page numbers, which so far count from the first page behind it. */
static void shift_pages(struct writer *writer, uint32_t header_pages)
{
    struct evm_component *components = (void *)writer->components.data;
    struct evm_segment *segments = (void *)writer->segments.data;
    struct evm_blob *blobs = (void *)writer->blobs.data;

    for (uint32_t i = 0; i < elements(&writer->components, sizeof(*components)); i++)
        components[i].symbols += components[i].symbol_pages ? header_pages : 0;
    for (uint32_t i = 0; i < elements(&writer->segments, sizeof(*segments)); i++) {
        segments[i].page += header_pages;
        segments[i].copy += segments[i].copy ? header_pages : 0;
    }
    for (uint32_t i = 0; i < elements(&writer->blobs, sizeof(*blobs)); i++) {
        blobs[i].page += header_pages;
        blobs[i].copy += blobs[i].copy ? header_pages : 0;
    }
}

/* Appends an array; returns its byte offset. */
static uint32_t put_array(struct buffer *image, const struct buffer *array)
{
    uint32_t offset = image->size;

    buffer_add(image, array->data, array->size);
    return offset;
}

static void put_image(struct writer *writer, const char *system, enum evm_mitigations mitigations,
                      struct buffer *image)
{
    size_t arrays = writer->components.size + writer->segments.size + writer->grants.size +
                    writer->blobs.size;
    struct evm_image header = {
        .magic = EVM_IMAGE_MAGIC,
        .version = EVM_IMAGE_VERSION,
        .header_pages = page_count(sizeof(header) + arrays),
        .component_count = elements(&writer->components, sizeof(struct evm_component)),
        .segment_count = elements(&writer->segments, sizeof(struct evm_segment)),
        .grant_count = elements(&writer->grants, sizeof(struct evm_grant)),
        .blob_count = elements(&writer->blobs, sizeof(struct evm_blob)),
        .mitigations = mitigations,
    };

    shift_pages(writer, header.header_pages);
    strncpy(header.system, system, sizeof(header.system) - 1);
    buffer_extend(image, sizeof(header));
    header.components = put_array(image, &writer->components);
    header.segments = put_array(image, &writer->segments);
    header.grants = put_array(image, &writer->grants);
    header.blobs = put_array(image, &writer->blobs);
    buffer_extend(image, (size_t)header.header_pages * COS_PAGE_SIZE - image->size);
    buffer_add(image, writer->pages.data.data, writer->pages.data.size);
    image_sums(&header, image);
    memcpy(image->data, &header, sizeof(header));
    header.checksum = evm_header_sum((void *)image->data);
    memcpy(image->data, &header, sizeof(header));
}

uint64_t part_memory(const struct part *part)
{
    const struct part_cost *cost = &part->cost;

    return part->ram_pages + cost->written + cost->links + cost->stacks + cost->objects;
}

enum outcome image_write(const char *system, enum evm_mitigations mitigations, struct part *parts,
                         uint32_t count, struct buffer *image, uint64_t *memory_pages)
{
    struct writer writer = {0};
    enum outcome outcome = OUTCOME_OK;

    for (uint32_t i = 0; i < count && !outcome; i++)
        outcome = add_part(&writer, &parts[i]);
    if (!outcome)
        outcome = check_calls(&writer);
    for (uint32_t i = 0; i < count && !outcome; i++)
        image_copies(&writer, &parts[i], i);
    if (!outcome)
        share_stacks(&writer, parts);
    for (uint32_t i = 0; i < count; i++)
        *memory_pages += part_memory(&parts[i]);
    if (!outcome)
        put_image(&writer, system, mitigations, image);
    buffer_free(&writer.components);
    buffer_free(&writer.segments);
    buffer_free(&writer.grants);
    buffer_free(&writer.blobs);
    pages_free(&writer.pages);
    return outcome;
}
