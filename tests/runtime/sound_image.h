/* SPDX-License-Identifier: BSD-2-Clause */
/* A small sound image, at the address where the booter sees images, for tests that damage it. */
#ifndef SOUND_IMAGE_H
#define SOUND_IMAGE_H

#include <cos/abi.h>
#include <evm/checksum.h>
#include <evm/share.h>
#include <stdlib.h>
#include <string.h>

#include "give_up.h"
#include "mapped.h"

#define PAGES     8
#define RAM_PAGES 1024 /* of the machine */

/* Where the arrays of page 0 begin; there is room for more components (test_image_links.c). */
#define COMPONENTS 256
#define SEGMENTS   3264
#define GRANTS     3648
#define BLOBS      3776
#define PARTS      6 /* components of the sound image; the last one handles devices */

static struct evm_image *head;
static struct evm_component *parts;
static struct evm_segment *segments;
static struct evm_grant *grants;
static struct evm_blob *blobs;

static void seal(void)
{
    if (head->header_pages >= 1 && head->header_pages <= PAGES)
        head->checksum = evm_header_sum(head);
}

static bool accepted(void)
{
    seal();
    reason[0] = 0;
    if (setjmp(gave_up))
        return false;
    check_image();
    return true;
}

static void make_part(unsigned id)
{
    snprintf(parts[id].name, EVM_NAME, "part%u", id);
    parts[id].kind = id;
    parts[id].weight = SCHED_WEIGHT;
    parts[id].entry = 0x400000;
    parts[id].gates[0] = 0x400010;
    parts[id].segment_first = 2 * id;
    parts[id].segment_count = 2;
    segments[2 * id] = (struct evm_segment){0x400000, 2, 1, 1, EVM_SEG_READ | EVM_SEG_EXEC, 0, 0};
    segments[2 * id + 1] = (struct evm_segment){0x401000, 3, 1, 3, EVM_SEG_READ | EVM_SEG_WRITE,
                                                0,        0};
}

/* Makes the header and arrays in page 0; component 4 has memory, grants, a blob and a vCPU page. */
static int make_image(void **state)
{
    (void)state;
    memset(head, 0, PAGES * COS_PAGE_SIZE);
    *head = (struct evm_image){.magic = EVM_IMAGE_MAGIC,
                               .version = EVM_IMAGE_VERSION,
                               .pages = PAGES,
                               .component_count = PARTS,
                               .segment_count = 2 * PARTS,
                               .grant_count = 2,
                               .blob_count = 1,
                               .components = COMPONENTS,
                               .segments = SEGMENTS,
                               .grants = GRANTS,
                               .blobs = BLOBS,
                               .header_pages = 1,
                               .sums = 7,
                               .sum_pages = 1};
    for (unsigned id = 0; id < PARTS; id++)
        make_part(id);
    parts[EVM_SUPERVISOR].fault_gate = 0x400020;
    parts[PARTS - 1].kind = EVM_NATIVE;
    parts[PARTS - 1].flags = EVM_DEVICES;
    parts[4].ram_pages = 16;
    parts[4].flags = EVM_VCPU;
    parts[4].vcpu = 0x402000;
    parts[4].grant_count = 2;
    grants[0] = (struct evm_grant){EVM_GRANT_PORTS, 0, 0x300, 0x304};
    grants[1] = (struct evm_grant){EVM_GRANT_MMIO, 0, 0xfebc0000, 4};
    parts[4].blob_count = 1;
    blobs[0] = (struct evm_blob){"args", 4, 0, 100};
    return 0;
}

static int map_image(void **state)
{
    struct cos_boot *info = (struct cos_boot *)COS_BOOT_INFO;
    char *image = (char *)COS_BOOT_IMAGE;

    (void)state;
    if (!map_boot(PAGES))
        return -1;
    info->ram_count = 1;
    info->ram[0].pages = RAM_PAGES;
    head = (struct evm_image *)image;
    parts = (struct evm_component *)(image + COMPONENTS);
    segments = (struct evm_segment *)(image + SEGMENTS);
    grants = (struct evm_grant *)(image + GRANTS);
    blobs = (struct evm_blob *)(image + BLOBS);
    return 0;
}

#endif
