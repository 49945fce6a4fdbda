/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A driver whose device sends messages without end, and which never takes the events: frames go
 * around in the emulator's network (messages.yaml), and the driver gives the device back its
 * buffers, all of which are one, by a single store. It waits at an endpoint of its own.
 */
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <virtio/virtio.h>

#include "../components/check.h"

#define RECEIVE     0
#define SEND        1
#define OWN         1 /* the endpoint */
#define FRAMES      2
#define FRAME_BYTES 72 /* with the device's header */
#define HEADER      12
#define ADDRESSES   12
#define ROOM_BYTES  2048
#define PAUSE_US    200

static struct virtio_device device;
static struct virtqueue receive, send;

/* Gives the device back all buffers that it has used: each entry of the ring stays as it is. */
static void give_back(void)
{
    __atomic_store_n(&receive.available->index, (uint16_t)(receive.used->index + receive.size),
                     __ATOMIC_SEQ_CST);
    virtq_notify(&receive);
}

static bool begin(const struct cos_start *start)
{
    struct pci_memory page;
    struct virtq_buffer frame, room;

    if (!virtio_open(&device, &start->pci[0], 0) ||
        !virtio_queue(&device, &receive, RECEIVE, VIRTQ_MOST) ||
        !virtio_queue(&device, &send, SEND, VIRTQ_MOST) || !pci_pages(1, &page) ||
        !virtio_start(&device))
        return false;
    memset((uint8_t *)page.address + HEADER, 0xff, ADDRESSES / 2); /* to all */
    ((uint8_t *)page.address)[HEADER + ADDRESSES - 1] = 1;
    frame = (struct virtq_buffer){page.physical, FRAME_BYTES, false};
    room = (struct virtq_buffer){page.physical + ROOM_BYTES, ROOM_BYTES, true};
    while (virtq_add(&receive, &room, 1, NULL)) {
    }
    for (unsigned i = 0; i < FRAMES; i++)
        virtq_add(&send, &frame, 1, NULL);
    virtq_notify(&send);
    return cos_endpoint(COS_SLOT_ENDPOINT, OWN, COS_SLOT_SPARE, 1, COS_RIGHT_WAIT) == 0;
}

int main(const struct cos_start *start)
{
    uint64_t deadline = cos_tsc(), events;

    check(begin(start), "a device that never ceases to send messages");
    for (;;) {
        give_back();
        deadline += cos_ticks(PAUSE_US);
        cos_wait(COS_SLOT_SPARE, deadline, &events);
    }
}
