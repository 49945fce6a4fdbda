/* SPDX-License-Identifier: BSD-2-Clause */
#include "disk.h"

#include <cos/abi.h>
#include <virtio/virtio.h>

#define QUEUE      0
#define QUEUE_SIZE 128
#define SLOTS      (QUEUE_SIZE / 3) /* a request takes up to three descriptors */

#define FEATURE_READ_ONLY (1ull << 5)
#define FEATURE_FLUSH     (1ull << 9)

enum { TYPE_READ = 0, TYPE_WRITE = 1, TYPE_FLUSH = 4 };
enum { STATUS_OK = 0, STATUS_UNSUPPORTED = 2, STATUS_NONE = 0xff };
enum { CONFIG_SECTORS = 0 };

/* The request's header and status, which precede and follow the data, in memory that the device
 * can access. */
struct frame {
    uint32_t type, reserved;
    uint64_t sector;
    uint8_t status, unused[15];
};
#define HEADER_BYTES offsetof(struct frame, status)

_Static_assert(SLOTS * sizeof(struct frame) <= COS_PAGE_SIZE, "the frames fit into one page");

struct block_info disk_info;

static struct virtio_device device;
static struct virtqueue queue;
static struct pci_memory frames;
static struct slot {
    void *cookie;
    struct slot *next;
} slots[SLOTS], *free_slots;

const char *disk_open(const struct cos_start *start)
{
    if (start->pci_count == 0)
        return "it is granted none; expected `pci: [\"1af4:1042\"]` in the manifest";
    if (!virtio_open(&device, &start->pci[0], FEATURE_READ_ONLY | FEATURE_FLUSH) ||
        !virtio_queue(&device, &queue, QUEUE, QUEUE_SIZE) ||
        !virtio_config(&device, CONFIG_SECTORS, &disk_info.sectors, sizeof disk_info.sectors, 8))
        return device.problem;
    if (queue.size < 3)
        return "its queue is too short";
    if (!pci_pages(1, &frames))
        return "there is no memory for its requests; give the driver more (`memory:`)";
    disk_info.flags = device.features & FEATURE_READ_ONLY ? BLOCK_READ_ONLY : 0;
    for (unsigned i = 0; i < SLOTS; i++) {
        slots[i].next = free_slots;
        free_slots = &slots[i];
    }
    return virtio_start(&device) ? NULL : device.problem;
}

bool disk_has_room(void)
{
    return free_slots != NULL && queue.free_count >= 3;
}

static struct frame *frame_of(const struct slot *slot)
{
    return (struct frame *)frames.address + (slot - slots);
}

bool disk_has_cache(void)
{
    return device.features & FEATURE_FLUSH;
}

static unsigned type_of(enum block_kind kind)
{
    return kind == BLOCK_WRITE ? TYPE_WRITE : kind == BLOCK_FLUSH ? TYPE_FLUSH : TYPE_READ;
}

void disk_submit(enum block_kind kind, uint64_t sector, uint64_t physical, uint32_t bytes,
                 void *cookie)
{
    struct slot *slot = free_slots;
    uint64_t frame = frames.physical + (uint64_t)((char *)frame_of(slot) - (char *)frames.address);
    struct virtq_buffer buffers[3] = {{frame, HEADER_BYTES, false}};
    unsigned count = 1;

    free_slots = slot->next;
    slot->cookie = cookie;
    *frame_of(slot) = (struct frame){
        .type = type_of(kind), .sector = sector, .status = STATUS_NONE};
    if (kind != BLOCK_FLUSH)
        buffers[count++] = (struct virtq_buffer){physical, bytes, kind == BLOCK_READ};
    buffers[count++] = (struct virtq_buffer){frame + HEADER_BYTES, sizeof(uint8_t), true};
    virtq_add(&queue, buffers, count, slot);
}

void disk_notify(void)
{
    virtq_notify(&queue);
}

bool disk_done(void **cookie, int32_t *status)
{
    void *done;
    struct slot *slot;
    uint32_t bytes;
    uint8_t answer;

    if (!virtq_take(&queue, &done, &bytes))
        return false;
    slot = done;
    answer = *(volatile uint8_t *)&frame_of(slot)->status;
    *status = answer == STATUS_OK ? 0 : answer == STATUS_UNSUPPORTED ? -COS_ENOSYS : -COS_EIO;
    *cookie = slot->cookie;
    slot->next = free_slots;
    free_slots = slot;
    return true;
}

bool disk_is_broken(void)
{
    return queue.broken;
}

void disk_close(void)
{
    virtio_close(&device);
}
