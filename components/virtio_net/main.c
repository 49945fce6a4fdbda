/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Serves a virtio network interface to the owner of this component's link (interface/ether.h).
 * The device reads outgoing frames from the link itself. The driver copies incoming frames, so that
 * the device never writes into memory of a user's next life.
 */
#include "nic.h"

#include <cos/alive.h>
#include <cos/blob.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <link/link.h>
#include <pci/pci.h>

#define LAST_US 100000

static struct link_config config;
static struct link_shape shapes[ETHER_CHANNELS];
static struct link link;
static struct link_slot slots[ETHER_CHANNELS * ETHER_DEPTH];
static struct link_channel *const out = &link.channels[ETHER_SEND],
                                  *const in = &link.channels[ETHER_RECEIVE];
static struct pci_loan loan; /* the link's memory */
static unsigned flying;      /* frames that the device has not sent yet */
static bool void_ones;       /* they belong to an earlier session */
static bool reopen;          /* the link is broken, and a component has ended since */

/* ---- From the user ---- */

static void start(const struct link_request *request)
{
    uint8_t *buffer = link_buffer(out, request->buffer);

    if (request->kind == ETHER_INFO) {
        nic_look();
        memcpy(buffer, &nic_info, sizeof nic_info);
        link_complete(out, request->buffer, 0, sizeof nic_info);
    } else if (request->kind != ETHER_FRAME) {
        link_complete(out, request->buffer, -COS_ENOSYS, 0);
    } else if (request->length < ETHER_HEADER ||
               request->length > (uint32_t)ETHER_HEADER + nic_info.mtu) {
        link_complete(out, request->buffer, -COS_EINVAL, 0);
    } else {
        nic_send(loan.physical + (uint64_t)(buffer - (uint8_t *)config.memory), request->length,
                 (void *)(uint64_t)request->buffer);
        flying++;
    }
}

static void finish_sent(void)
{
    void *cookie;

    while (nic_sent(&cookie)) {
        flying--;
        if (!void_ones)
            link_complete(out, (uint32_t)(uint64_t)cookie, 0, 0);
    }
}

/* Takes at most as many as the link can hold: a more urgent user could add more without end, and
 * keep the driver from its device. */
static void take_requests(void)
{
    const struct link_request *request;

    for (unsigned i = 0; i < ETHER_DEPTH && nic_has_room(); i++) {
        if (link_next(out, &request) != LINK_OK)
            break;
        start(request);
    }
}

/* ---- To the user ---- */

/* Takes back buffers that the user has completed. */
static void take_back(void)
{
    struct link_done done;

    while (link_reap(in, &done) == LINK_OK)
        link_give(in, done.buffer);
}

/* Takes back the buffers of an earlier session. */
static void reclaim(void)
{
    struct link_done lost;

    while (link_reclaim(in, &lost) == LINK_OK)
        link_give(in, lost.buffer);
}

/* Passes on as many frames as there are buffers; other frames stay with the device. */
static void pass_received(void)
{
    const uint8_t *frame;
    uint32_t bytes;
    int buffer;

    while ((buffer = link_take(in)) >= 0) {
        struct link_request request = {.buffer = (uint32_t)buffer, .kind = ETHER_FRAME};

        frame = nic_received(&bytes);
        if (frame == NULL) {
            link_give(in, request.buffer);
            return;
        }
        request.length = bytes;
        memcpy(link_buffer(in, request.buffer), frame, bytes);
        nic_release();
        link_submit(in, &request, 0);
    }
}

/* Drops incoming frames while there is no user. */
static void drop_received(void)
{
    uint32_t bytes;

    while (nic_received(&bytes) != NULL)
        nic_release();
}

/* ---- The link ---- */

/* Returns the link of a user that has ended once the device has released it; the user does not
 * start again before that. Takes the link of a new user. */
static void attend(uint64_t events)
{
    pci_loan_look(&loan, events);
    if (loan.state == LOAN_ENDING) {
        void_ones = true;
        if (flying == 0)
            pci_loan_return(&loan);
    }
    if (loan.state == LOAN_NONE && pci_loan_take(&loan, events)) {
        link_open(&link, &config);
        void_ones = reopen = false;
    }
    reopen = reopen || (link.state == LINK_BROKEN && (events & COS_EVENT_PEER));
}

/* Returns LINK_OK if the link can be used, else another state. */
static int poll(void)
{
    int state;

    do {
        if (loan.state != LOAN_LENT || (void_ones && flying != 0)) {
            return LINK_DOWN; /* the next session must not begin while the device may
                                 still read the buffers */
        }
        void_ones = false;
        if (reopen) { /* a component has ended, perhaps the user: tries the link again */
            reopen = false;
            link_open(&link, &config);
        }
        state = link_poll(&link);
        void_ones = state == LINK_RESTARTED || state == LINK_BROKEN;
        if (void_ones)
            reclaim();
    } while (state == LINK_RESTARTED);
    return state;
}

static void serve(void)
{
    if (poll() == LINK_OK) {
        take_back();
        take_requests();
        pass_received();
        void_ones = link.state == LINK_BROKEN;
    } else {
        drop_received();
    }
}

static void ring(void *bell)
{
    (void)bell;
    cos_signal(COS_SLOT_SIGNAL);
}

/* Opens the link. mtu: the user's. Returns NULL, or what is wrong. */
static const char *open_link(const struct cos_start *start, uint64_t mtu)
{
    const struct cos_link *given = &start->links[0];

    if (start->link_count != 1)
        return "it needs one link; expected `links:` with it in the manifest, of its only user";
    if (ether_buffer_bytes(given->bytes) < ETHER_BUFFER(mtu))
        return "the link with it is too small; expected 264K, or 1144K with mtu=9000";
    memcpy(shapes, (const struct link_shape[])ETHER_SHAPES(given->bytes), sizeof shapes);
    config = (struct link_config){.memory = (void *)given->address,
                                  .bytes = given->bytes,
                                  .owner = given->owner == start->id,
                                  .lazy = true,
                                  .channels = ETHER_CHANNELS,
                                  .shapes = shapes,
                                  .slots = slots,
                                  .ring = ring};
    return NULL;
}

/* Reads the user's MTU from the tool's configuration. Returns false if that is wrong. */
static bool read_mtu(const struct cos_start *start, uint64_t *mtu)
{
    const struct cos_blob *blob = cos_blob_find(start, ETHER_CONFIG);
    struct ether_config given = {.mtu = ETHER_MTU};

    if (blob != NULL) {
        if (blob->bytes != sizeof given)
            return false;
        memcpy(&given, (const void *)blob->address, sizeof given);
    }
    *mtu = given.mtu;
    return given.mtu >= ETHER_MTU_LEAST && given.mtu <= ETHER_MTU_MOST;
}

static const char *open_all(const struct cos_start *start, uint64_t *mtu)
{
    const char *problem = read_mtu(start, mtu)
                              ? open_link(start, *mtu)
                              : "its configuration is wrong; expected an MTU from 1280 to 9000";

    problem = problem == NULL ? nic_open(start, shapes[0].buffer_bytes) : problem;
    if (problem == NULL)
        pci_loan_open(&loan, 0); /* there are a link and a device */
    return problem;
}

/* Prints what the device is, and what it cannot do for the user. */
static void introduce(uint64_t mtu)
{
    const uint8_t *a = nic_info.address;

    cos_print("%02x:%02x:%02x:%02x:%02x:%02x, MTU %u\n", a[0], a[1], a[2], a[3], a[4], a[5],
              nic_info.mtu);
    if (nic_info.mtu < mtu) {
        cos_print("the device carries an MTU of %u only: longer frames to it are lost; expected "
                  "`mtu: %u` of its switch, or a device that carries %u\n",
                  nic_info.mtu, nic_info.mtu, (unsigned)mtu);
    }
}

static void run(void)
{
    uint64_t events = COS_EVENT_PEER, deadline; /* the user may be there already */
    bool asleep;

    cos_answer_begin();
    while (!(events & COS_EVENT_POWER) && !nic_is_broken()) {
        nic_begin();
        finish_sent();
        attend(events);
        serve();
        nic_notify();
        deadline = nic_end();
        asleep = loan.state != LOAN_LENT || void_ones || link_sleep(&link) || !nic_has_room();
        cos_wait(COS_SLOT_ENDPOINT, asleep ? deadline : 0, &events);
        cos_answer(events);
    }
    cos_answer_end();
}

/* Waits until the device has sent the last frames, for LAST_US at most. */
static void end(void)
{
    uint64_t deadline = cos_tsc() + cos_ticks(LAST_US), events;

    for (finish_sent(); flying != 0 && !nic_is_broken() && cos_tsc() < deadline; finish_sent())
        cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
}

int main(const struct cos_start *start)
{
    uint64_t mtu;
    const char *problem = open_all(start, &mtu);

    if (problem == NULL) {
        introduce(mtu);
        run();
        end();
        problem = nic_is_broken() ? "it has broken the rules of its queues" : NULL;
        nic_close();
    }
    if (problem != NULL)
        cos_print("the network interface cannot be used: %s\n", problem);
    return problem != NULL;
}
