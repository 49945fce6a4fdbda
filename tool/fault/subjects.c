/* SPDX-License-Identifier: BSD-2-Clause */
#include "subjects.h"

#include <cos/abi.h>
#include <evm/blobs.h>
#include <stdlib.h>
#include <string.h>

#include "base/elf_file.h"
#include "base/paths.h"
#include "target.h"

#define KERNEL "kernel/cos.elf"

/* ---- The kernel ---- */

static enum outcome read_kernel(struct subjects *subjects)
{
    char *path = path_build(KERNEL);
    const char *problem = NULL;
    struct elf *kernel = elf_open(path, &problem);
    enum outcome outcome = OUTCOME_OK;

    if (!kernel)
        outcome = host_error("%s %s; build the kernel first (ninja -C build)", path, problem);
    else if (!target_tick(kernel, &subjects->tick))
        outcome = host_error("%s has no entry of the timer where it is expected", path);
    if (kernel)
        elf_close(kernel);
    free(path);
    return outcome;
}

/* ---- The image ---- */

static const void *at(const struct subjects *subjects, uint64_t offset)
{
    return subjects->image + offset;
}

static void describe(const struct subjects *subjects, uint32_t number)
{
    const struct evm_image *header = at(subjects, 0);
    struct subject *subject = &subjects->item[number];
    const struct evm_component *c = at(subjects, header->components);
    const struct evm_segment *segments = at(subjects, header->segments);

    subject->component = c += number;
    for (uint32_t i = c->segment_first; i < c->segment_first + c->segment_count; i++) {
        if (segments[i].rights & EVM_SEG_EXEC)
            subject->text = &segments[i];
        if (segments[i].rights & EVM_SEG_WRITE)
            subject->data = &segments[i];
    }
    if (subject->data && c->ram_pages) {
        subject->heap = subject->data->address + (uint64_t)subject->data->pages * COS_PAGE_SIZE;
        subject->heap_pages = c->ram_pages;
    }
    if (c->symbol_pages)
        subject->symbols = at(subjects, (uint64_t)c->symbols * COS_PAGE_SIZE);
}

static bool scrubs(const struct subjects *subjects)
{
    const struct evm_image *header = at(subjects, 0);
    const struct evm_component *c = subjects->item[EVM_SUPERVISOR].component;
    const struct evm_blob *blobs = at(subjects, header->blobs);

    for (uint32_t i = c->blob_first; i < c->blob_first + c->blob_count; i++)
        if (!strcmp(blobs[i].name, EVM_BLOB_SCRUB))
            return true;
    return false;
}

static void add_link(struct subject *subject, uint64_t address)
{
    if (subject->link_count < COUNT(subject->links))
        subject->links[subject->link_count++] = address;
}

static void connect(const struct subjects *subjects, uint32_t number)
{
    const struct evm_image *header = at(subjects, 0);
    const struct evm_grant *grants = at(subjects, header->grants);
    const struct evm_component *c = subjects->item[number].component;
    unsigned index = 0;

    for (uint32_t i = c->grant_first; i < c->grant_first + c->grant_count; i++) {
        bool link = grants[i].type == EVM_GRANT_LINK;
        bool peer = link || grants[i].type == EVM_GRANT_CALL;

        if (link && grants[i].a < subjects->count) {
            add_link(&subjects->item[number], COS_LINK_ADDRESS(number, index));
            add_link(&subjects->item[grants[i].a], COS_LINK_ADDRESS(number, index));
        }
        index += link;
        if (peer && grants[i].a < subjects->count) {
            subjects->item[number].peers |= 1ull << grants[i].a;
            subjects->item[grants[i].a].peers |= 1ull << number;
        }
    }
}

static bool serves(const struct subject *subject)
{
    return subject->component->flags & EVM_SERVICE;
}

/* Those that wait for a component: its peers, and through services the peers of these. */
static uint64_t waiting_for(const struct subjects *subjects, uint32_t number)
{
    uint64_t found = 1ull << number, before = 0;

    while (found != before) {
        before = found;
        for (uint32_t i = 0; i < subjects->count; i++)
            if (before >> i & 1 && (i == number || serves(&subjects->item[i])))
                found |= subjects->item[i].peers;
    }
    return found;
}

static uint64_t sharers_of(const struct subjects *subjects, uint32_t number)
{
    const struct evm_segment *text = subjects->item[number].text;
    uint64_t found = 0;

    for (uint32_t i = 0; i < subjects->count; i++) {
        const struct evm_segment *other = subjects->item[i].text;

        if (text && other && text->page == other->page)
            found |= 1ull << i;
    }
    return found;
}

enum outcome subjects_read(const struct buffer *bootable, struct subjects *subjects)
{
    const GElf_Ehdr *elf = (const void *)bootable->data;
    const GElf_Phdr *last = (const void *)(bootable->data + elf->e_phoff);

    last += elf->e_phnum - 1; /* the image (image/boot.c) */
    subjects->image = bootable->data + last->p_offset;
    subjects->physical = last->p_paddr;
    const struct evm_image *header = at(subjects, 0);

    subjects->count = header->component_count;
    memcpy(subjects->system, header->system, sizeof(subjects->system));
    subjects->item = need(size_product(subjects->count, sizeof(*subjects->item)));
    for (uint32_t i = 0; i < subjects->count; i++)
        describe(subjects, i);
    subjects->scrubs = scrubs(subjects);
    for (uint32_t i = 0; i < subjects->count; i++)
        connect(subjects, i);
    for (uint32_t i = 0; i < subjects->count; i++) {
        subjects->item[i].waiting = waiting_for(subjects, i);
        subjects->item[i].sharers = sharers_of(subjects, i);
    }
    return read_kernel(subjects);
}

void subjects_free(struct subjects *subjects)
{
    free(subjects->item);
}

/* ---- Names ---- */

int subject_find(const struct subjects *subjects, const char *name)
{
    for (uint32_t i = 0; i < subjects->count; i++)
        if (!strcmp(subjects->item[i].component->name, name))
            return (int)i;
    return -1;
}

const char *subject_function(const struct subject *subject, uint64_t address, uint64_t *end)
{
    const struct evm_symbols *symbols = subject->symbols;
    const char *name = NULL;

    *end = subject->text->address + (uint64_t)subject->text->file_pages * COS_PAGE_SIZE;
    for (uint32_t i = 0; symbols && i < symbols->count; i++) {
        uint64_t start = symbols->base + symbols->symbol[i].address;

        if (start > address) {
            *end = start;
            break;
        }
        name = (const char *)symbols + symbols->symbol[i].name;
    }
    return name;
}
