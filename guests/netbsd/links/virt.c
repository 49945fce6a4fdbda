/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ethernet on links (interface/ether.h). Each interface has a thread, which a notification wakes.
 * It takes the rump kernel's CPU once, delivers all pending frames, and waits again.
 */
#include <cos/abi.h>
#include <cos/channel.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <errno.h>
#include <ether.h>
#include <hyper.h>
#include <memory.h>
#include <rump_virtif.h>
#include <thread.h>

#include "links.h"

#define ROOM_US 10000 /* how long a frame waits for a buffer */
#define MTU     ETHER_MTU

struct virtif_user {
    struct vm_link vm_link; /* must be first: the argument of serve() */
    struct virtif_sc *softc;
    struct thread *thread;
    struct wait_queue news; /* the thread waits here for a notification */
    struct wait_queue room; /* senders wait here for buffers */
    bool dying;
    uint8_t address[ETHER_ADDRESS];
    struct link_slot slots[ETHER_CHANNELS * ETHER_DEPTH];
};

static const struct link_shape shapes[ETHER_CHANNELS] = {
    [ETHER_SEND] = {ETHER_DEPTH, ETHER_BUFFER_BYTES, true},
    [ETHER_RECEIVE] = {ETHER_DEPTH, ETHER_BUFFER_BYTES, false},
};

/* The channels are named from the owner's side. */
static struct link_channel *out_of(struct virtif_user *port)
{
    return &port->vm_link.link.channels[port->vm_link.config.owner ? ETHER_SEND : ETHER_RECEIVE];
}

static struct link_channel *in_of(struct virtif_user *port)
{
    return &port->vm_link.link.channels[port->vm_link.config.owner ? ETHER_RECEIVE : ETHER_SEND];
}

static void serve(struct vm_link *vm_link)
{
    thread_wake(&((struct virtif_user *)vm_link)->news);
}

/* ---- Out ---- */

static void take_back(struct virtif_user *port)
{
    struct link_done done;
    bool any = false;

    while (link_reap(out_of(port), &done) == LINK_OK) {
        link_give(out_of(port), done.buffer);
        any = true;
    }
    if (any)
        thread_wake_all(&port->room);
}

/* A buffer to fill; below 0: none became free in time. */
static int take_buffer(struct virtif_user *port)
{
    uint64_t deadline = 0;
    int buffer, locks;
    bool in_time = true;

    while ((buffer = link_take(out_of(port))) < 0 && in_time &&
           port->vm_link.link.state == LINK_OK) {
        deadline = deadline == 0 ? cos_tsc() + cos_ticks(ROOM_US) : deadline;
        link_flush(&port->vm_link.link);
        hyper_release(&locks);
        in_time = thread_wait(&port->room, deadline);
        hyper_take(locks);
    }
    return buffer;
}

void rumpcomp_virt_send(struct virtif_user *port, struct rumpuser_iovec *parts, size_t count)
{
    struct link_request request = {.kind = ETHER_FRAME};
    int buffer = take_buffer(port);

    if (buffer < 0)
        return;
    request.buffer = (uint32_t)buffer;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].iov_len > ETHER_BUFFER_BYTES - request.length) {
            link_give(out_of(port), request.buffer);
            return;
        }
        memcpy((char *)link_buffer(out_of(port), request.buffer) + request.length,
               parts[i].iov_base, parts[i].iov_len);
        request.length += (uint32_t)parts[i].iov_len;
    }
    if (link_submit(out_of(port), &request, 0) != LINK_OK)
        link_give(out_of(port), request.buffer);
    link_flush(&port->vm_link.link);
}

/* ---- In ---- */

/* Describes the interface to the link's owner. */
static uint32_t tell(struct virtif_user *port, void *buffer)
{
    struct ether_info info = {.mtu = MTU, .flags = ETHER_LINK_UP};

    memcpy(info.address, port->address, sizeof(info.address));
    memcpy(buffer, &info, sizeof(info));
    return sizeof(info);
}

static void handle(struct virtif_user *port, const struct link_request *request)
{
    struct rumpuser_iovec frame = {link_buffer(in_of(port), request->buffer), request->length};
    bool owner = port->vm_link.config.owner;

    if (request->kind == ETHER_FRAME && request->length >= ETHER_HEADER &&
        request->length <= ETHER_HEADER + MTU) {
        rump_virtif_virt_deliverpkt(port->softc, &frame, 1);
        link_complete(in_of(port), request->buffer, 0, 0);
    } else if (request->kind == ETHER_INFO && !owner) {
        link_complete(in_of(port), request->buffer, 0, tell(port, frame.iov_base));
    } else {
        link_complete(in_of(port), request->buffer,
                      request->kind == ETHER_FRAME ? -COS_EINVAL : -COS_ENOSYS, 0);
    }
}

static void deliver(struct virtif_user *port)
{
    const struct link_request *request;

    hyper_up.hyp_schedule();
    while (!port->dying && link_next(in_of(port), &request) == LINK_OK)
        handle(port, request);
    hyper_up.hyp_unschedule();
}

/* Frames in flight may be lost, as on a wire. */
static void look(struct virtif_user *port)
{
    struct link *link = &port->vm_link.link;
    struct link_done lost;
    int state;

    while ((state = link_poll(link)) == LINK_RESTARTED) {
        while (link_reclaim(out_of(port), &lost) == LINK_OK)
            link_give(out_of(port), lost.buffer);
        thread_wake_all(&port->room);
    }
    if (state == LINK_BROKEN) {
        vm_link_reopen(&port->vm_link); /* gives the other side a new start */
        thread_wake_all(&port->room);
    }
}

static void run(void *argument)
{
    struct virtif_user *port = argument;

    hyper_up.hyp_schedule();
    hyper_up.hyp_lwproc_newlwp(0); /* kept, so that the rump kernel makes none for each delivery */
    hyper_up.hyp_unschedule();
    while (!port->dying) {
        look(port);
        take_back(port);
        deliver(port);
        if (!port->dying && link_sleep(&port->vm_link.link))
            thread_wait(&port->news, COS_FOREVER);
        else
            thread_yield(); /* other threads handle the delivered frames */
    }
    hyper_up.hyp_schedule();
    hyper_up.hyp_lwproc_release();
    hyper_up.hyp_unschedule();
}

/* ---- The interface ---- */

/* Finds the interface `virt` + number, lent or not. */
static bool find_interface(const char *number, struct evm_channel *channel)
{
    const struct cos_start *start = cos_self();
    uint32_t unit = 0;

    for (; *number >= '0' && *number <= '9' && unit < COS_START_LINKS; number++)
        unit = unit * 10 + (uint32_t)(*number - '0');
    return *number == '\0' && (cos_channel_unit(start, EVM_CHANNEL_ETHER, unit, channel) ||
                               cos_channel_unit(start, EVM_CHANNEL_ETHER_LENT, unit, channel));
}

int rumpcomp_virt_create(const char *number, struct virtif_sc *softc, uint8_t *address,
                         struct virtif_user **port)
{
    struct virtif_user *made;
    struct evm_channel channel;
    int error;

    if (!find_interface(number, &channel)) {
        rumpuser_dprintf("virt%s: the manifest gives the VM no such interface\n", number);
        return ENXIO;
    }
    made = memory_get(sizeof(*made), _Alignof(struct virtif_user));
    if (made == NULL)
        return ENOMEM;
    memset(made, 0, sizeof(*made));
    made->softc = softc;
    error = vm_link_open(&made->vm_link, channel.index, shapes, ETHER_CHANNELS, made->slots, serve);
    if (error == 0) {
        made->thread = thread_create(run, made, "virt", THREAD_JOINABLE);
        if (made->thread != NULL) {
            if (channel.kind == EVM_CHANNEL_ETHER) /* else the rump kernel has made one up */
                memcpy(address, channel.address, ETHER_ADDRESS);
            memcpy(made->address, address, ETHER_ADDRESS);
            *port = made;
            return 0;
        }
        vm_link_close(&made->vm_link);
        error = ENOMEM;
    }
    memory_put(made, sizeof(*made));
    return error;
}

int rumpcomp_virt_dying(struct virtif_user *port)
{
    port->dying = true;
    thread_wake_all(&port->news);
    return 0;
}

void rumpcomp_virt_destroy(struct virtif_user *port)
{
    int locks;

    hyper_release(&locks);
    thread_join(port->thread);
    hyper_take(locks);
    vm_link_close(&port->vm_link);
    memory_put(port, sizeof(*port));
}
