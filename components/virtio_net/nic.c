/* SPDX-License-Identifier: BSD-2-Clause */
#include "nic.h"

#include <cos/abi.h>
#include <cos/pace.h>
#include <cos/runtime.h>
#include <virtio/virtio.h>

enum { RECEIVE, SEND };
#define QUEUE_SIZE 64

#define FEATURE_MTU     (1ull << 3)
#define FEATURE_ADDRESS (1ull << 5)
#define FEATURE_STATUS  (1ull << 16)

enum { CONFIG_ADDRESS = 0, CONFIG_STATUS = 6, CONFIG_MTU = 10 };
#define STATUS_UP 1

/* Precedes each frame in memory; all fields belong to features that the driver does not use. */
struct header {
    uint8_t flags, gso_type;
    uint16_t header_bytes, gso_bytes, sum_start, sum_offset, buffers;
};

_Static_assert(sizeof(struct header) == ETHER_DRIVER_BYTES, "a buffer has memory for it");

/* A buffer for an incoming frame. */
struct room {
    struct header header;
    uint8_t frame[];
};

struct ether_info nic_info;

static struct virtio_device device;
static struct virtqueue incoming, outgoing;
static struct pci_memory rooms, header; /* header: one for all outgoing frames */
static uint32_t room_bytes;
static struct room *received; /* returned by nic_received(), not yet released */
static bool news[2];          /* by queue: the device has not been notified yet */

/* The share of the CPU for incoming frames. */
#define SHARE_PERCENT 10
#define BUSY_FRAMES   16 /* in a millisecond: the device stays without interrupts */
#define PIECE_US      1000

static struct cos_pace pace;
static uint64_t began; /* start of the round */
static uint64_t until; /* no frame is taken before; 0: the device interrupts for each frame */
static bool resting;   /* `until` is in the future, in this round */
static unsigned came;  /* frames in this round */

static void give_room(struct room *room)
{
    uint64_t offset = (uint64_t)((char *)room - (char *)rooms.address);
    struct virtq_buffer buffer = {rooms.physical + offset, room_bytes, true};

    virtq_add(&incoming, &buffer, 1, room);
    news[RECEIVE] = true;
}

/* ---- Set-up ---- */

void nic_look(void)
{
    uint16_t status = STATUS_UP;

    if (device.features & FEATURE_STATUS)
        virtio_config(&device, CONFIG_STATUS, &status, sizeof status, sizeof status);
    nic_info.flags = status & STATUS_UP ? ETHER_LINK_UP : 0;
}

static const char *read_info(void)
{
    nic_info.mtu = ETHER_MTU;
    if (!(device.features & FEATURE_ADDRESS))
        return "it has no address; expected one from the machine";
    if (!virtio_config(&device, CONFIG_ADDRESS, nic_info.address, sizeof nic_info.address, 1) ||
        ((device.features & FEATURE_MTU) &&
         !virtio_config(&device, CONFIG_MTU, &nic_info.mtu, sizeof nic_info.mtu,
                        sizeof nic_info.mtu)))
        return device.problem;
    if (nic_info.mtu > room_bytes - sizeof(struct room) - ETHER_HEADER) {
        return "its frames are too long; expected an MTU of at most 2022, or one like its as "
               "`mtu:` of its switch";
    }
    nic_look();
    return NULL;
}

const char *nic_open(const struct cos_start *start, uint32_t bytes)
{
    const char *problem;

    room_bytes = bytes;
    if (start->pci_count == 0)
        return "it is granted none; expected `pci: [\"1af4:1041\"]` in the manifest";
    if (!virtio_open(&device, &start->pci[0], FEATURE_MTU | FEATURE_ADDRESS | FEATURE_STATUS) ||
        !virtio_queue(&device, &incoming, RECEIVE, QUEUE_SIZE) ||
        !virtio_queue(&device, &outgoing, SEND, QUEUE_SIZE))
        return device.problem;
    problem = read_info();
    if (problem == NULL &&
        (!pci_pages(QUEUE_SIZE * room_bytes / COS_PAGE_SIZE, &rooms) || !pci_pages(1, &header)))
        problem = "there is no memory for frames; give the driver more (`memory:`)";
    if (problem != NULL)
        return problem;
    for (unsigned i = 0; i < incoming.size; i++)
        give_room((struct room *)((char *)rooms.address + i * (uint64_t)room_bytes));
    cos_pace_init(&pace, SHARE_PERCENT);
    return virtio_start(&device) ? NULL : device.problem;
}

/* ---- Frames ---- */

bool nic_has_room(void)
{
    return outgoing.free_count >= 2;
}

void nic_send(uint64_t physical, uint32_t bytes, void *cookie)
{
    struct virtq_buffer buffers[] = {{header.physical, sizeof(struct header), false},
                                     {physical, bytes, false}};

    virtq_add(&outgoing, buffers, 2, cookie);
    news[SEND] = true;
}

bool nic_sent(void **cookie)
{
    uint32_t bytes;

    return virtq_take(&outgoing, cookie, &bytes);
}

const uint8_t *nic_received(uint32_t *bytes)
{
    void *cookie;

    while (!resting && came < QUEUE_SIZE && virtq_take(&incoming, &cookie, bytes)) {
        received = cookie;
        came++;
        if (*bytes >= sizeof(struct header) + ETHER_HEADER) {
            *bytes -= sizeof(struct header);
            return received->frame;
        }
        nic_release(); /* not a frame */
    }
    return NULL;
}

void nic_release(void)
{
    give_room(received);
}

void nic_notify(void)
{
    if (news[RECEIVE])
        virtq_notify(&incoming);
    if (news[SEND])
        virtq_notify(&outgoing);
    news[RECEIVE] = news[SEND] = false;
}

/* ---- A share of the CPU ---- */

void nic_begin(void)
{
    began = cos_tsc();
    resting = began < until;
    came = 0;
}

/* Turns interrupts on. Returns true if a frame came before that. */
static bool listen(void)
{
    until = 0;
    virtq_interrupts(&incoming, true);
    return virtq_is_used(&incoming);
}

static void be_deaf(uint64_t time)
{
    until = time;
    virtq_interrupts(&incoming, false);
}

uint64_t nic_end(void)
{
    uint64_t rest = came != 0 ? cos_pace_spend(&pace, began, pace.wake) : 0;

    if (resting)
        return until;
    if (rest != 0)
        be_deaf(rest);
    else if (until != 0 && came >= BUSY_FRAMES)
        be_deaf(began + cos_ticks(PIECE_US));
    else if ((until != 0 && listen()) || came == QUEUE_SIZE)
        return 0;
    return until != 0 ? until : COS_FOREVER;
}

bool nic_is_broken(void)
{
    return incoming.broken || outgoing.broken;
}

void nic_close(void)
{
    virtio_close(&device);
}
