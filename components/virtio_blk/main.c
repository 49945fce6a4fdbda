/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Serves a virtio disk to the owners of this component's links (interface/block.h). The device
 * reads and writes the links' buffers itself. A user that changes a buffer meanwhile harms only its
 * own data.
 */
#include "disk.h"

#include <cos/alive.h>
#include <cos/bill.h>
#include <cos/pace.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <link/link.h>
#include <pci/pci.h>

static const struct link_shape shape = {BLOCK_DEPTH, BLOCK_BUFFER_BYTES, true};

struct user {
    struct link_config config;
    struct link link;
    struct link_slot slots[BLOCK_DEPTH];
    struct pci_loan loan; /* its link's memory */
    unsigned flying;      /* requests that the device has */
    bool void_ones;       /* they belong to an earlier session */
    bool reopen;          /* its link is broken, and a component has ended since */
    uint32_t client;      /* the component, which pays for the work for it, */
    uint64_t asks_for;    /* unless its last request names another one; 0: it does not */
};

static struct user *users;
static unsigned user_count;
static struct cos_bill bill;
static const struct user *finished; /* one whose request the device has finished; NULL: none */
static bool last_flush;             /* the device has the last flush */
static int32_t last_status;

static struct link_channel *channel_of(struct user *user)
{
    return &user->link.channels[0];
}

/* ---- Requests ---- */

/* A request's cookie: its user and the buffer. */
static void *cookie_of(const struct user *user, uint32_t buffer)
{
    return (void *)((uint64_t)(user - users) * BLOCK_DEPTH + buffer);
}

static int32_t check(const struct link_request *request)
{
    uint64_t sectors = request->length / BLOCK_SECTOR;

    switch (request->kind) {
    case BLOCK_WRITE:
        if (disk_info.flags & BLOCK_READ_ONLY)
            return -COS_EDENIED;
        __attribute__((fallthrough));
    case BLOCK_READ:
        return request->length % BLOCK_SECTOR == 0 && sectors > 0 && sectors <= disk_info.sectors &&
                       request->block <= disk_info.sectors - sectors
                   ? 0
                   : -COS_EINVAL;
    case BLOCK_INFO:
    case BLOCK_FLUSH:
        return 0;
    default:
        return -COS_ENOSYS;
    }
}

static void start(struct user *user, const struct link_request *request)
{
    struct link_channel *channel = channel_of(user);
    uint8_t *buffer = link_buffer(channel, request->buffer);
    int32_t status = check(request);

    if (status != 0 || (request->kind == BLOCK_FLUSH && !disk_has_cache())) {
        link_complete(channel, request->buffer, status, 0);
    } else if (request->kind == BLOCK_INFO) {
        memcpy(buffer, &disk_info, sizeof disk_info);
        link_complete(channel, request->buffer, 0, sizeof disk_info);
    } else {
        uint64_t offset = (uint64_t)(buffer - (uint8_t *)user->config.memory);

        disk_submit(request->kind, request->block, user->loan.physical + offset, request->length,
                    cookie_of(user, request->buffer));
        user->flying++;
    }
}

static void finish(struct user *user, uint32_t buffer, int32_t status)
{
    struct link_channel *channel = channel_of(user);
    const struct link_request *request = &channel->slots[buffer].request;

    user->flying--;
    if (!user->void_ones) {
        link_complete(channel, buffer, status,
                      status == 0 && request->kind == BLOCK_READ ? request->length : 0);
    }
}

static void finish_all(void)
{
    void *cookie;
    int32_t status;

    while (disk_done(&cookie, &status)) {
        if (cookie == &last_flush) {
            last_flush = false;
            last_status = status;
            continue;
        }
        struct user *user = &users[(uint64_t)cookie / BLOCK_DEPTH];
        uint32_t buffer = (uint64_t)cookie % BLOCK_DEPTH;

        user->asks_for = channel_of(user)->slots[buffer].request.argument;
        finish(user, buffer, status);
        cos_bill_for(&bill, user->asks_for, user->client);
        finished = user;
    }
}

/* ---- Users ---- */

/* Returns the link of a user that has ended once the device has released it; the user does not
 * start again before that. Takes the link of a new user. */
static void attend(struct user *user, uint64_t events)
{
    pci_loan_look(&user->loan, events);
    if (user->loan.state == LOAN_ENDING) {
        user->void_ones = true;
        if (user->flying == 0)
            pci_loan_return(&user->loan);
    }
    if (user->loan.state == LOAN_NONE && pci_loan_take(&user->loan, events)) {
        link_open(&user->link, &user->config);
        user->void_ones = user->reopen = false;
    }
    user->reopen = user->reopen || (user->link.state == LINK_BROKEN && (events & COS_EVENT_PEER));
}

/* Takes at most as many requests as a link can hold: a more urgent user could add more without end,
 * and keep the driver from others. */
static void serve(struct user *user)
{
    const struct link_request *request;
    int state;

    do {
        if (user->loan.state != LOAN_LENT || (user->void_ones && user->flying != 0)) {
            return; /* the next session must not begin while the device may
                       still touch the buffers */
        }
        user->void_ones = false;
        if (user->reopen) { /* a component has ended, perhaps the one that broke the link: tries
                               the link again */
            user->reopen = false;
            link_open(&user->link, &user->config);
        }
        state = link_poll(&user->link);
        user->void_ones = state == LINK_RESTARTED || state == LINK_BROKEN;
    } while (state == LINK_RESTARTED);
    for (unsigned i = 0; i < BLOCK_DEPTH && state == LINK_OK && disk_has_room(); i++) {
        state = link_next(channel_of(user), &request);
        if (state != LINK_OK)
            break;
        user->asks_for = request->argument;
        start(user, request);
        cos_bill_for(&bill, user->asks_for, user->client);
    }
    user->void_ones = user->void_ones || state == LINK_BROKEN;
}

/* Returns true if there is nothing to do but wait. While the disk's queue is full, its event ends
 * the wait. */
static bool all_asleep(void)
{
    bool asleep = true;

    for (unsigned i = 0; i < user_count; i++) {
        bool waits = users[i].loan.state != LOAN_LENT || users[i].void_ones ||
                     link_sleep(&users[i].link);

        asleep = asleep && (waits || !disk_has_room());
    }
    return asleep;
}

static void ring(void *bell)
{
    cos_signal((uint64_t)bell);
}

/* Rings the owner of the n-th link through the component's n-th signal capability. */
static const char *open_links(const struct cos_start *start)
{
    unsigned bytes = start->link_count * sizeof(struct user);
    struct pci_memory memory;

    if (!pci_pages((bytes + COS_PAGE_SIZE - 1) / COS_PAGE_SIZE, &memory)) {
        return "there is too little memory for its users; expected `memory:` of 64K and 4K for "
               "each";
    }
    users = memory.address;
    for (uint32_t i = 0; i < start->link_count; i++) {
        struct user *user = &users[user_count];
        user->config = (struct link_config){.memory = (void *)start->links[i].address,
                                            .bytes = start->links[i].bytes,
                                            .owner = start->links[i].owner == start->id,
                                            .channels = 1,
                                            .shapes = &shape,
                                            .slots = user->slots,
                                            .ring = ring,
                                            .bell = (void *)(uint64_t)(COS_SLOT_SIGNAL + i)};
        user->client = start->links[i].owner;
        if (user->config.bytes < link_bytes(&shape, 1) || !pci_loan_open(&user->loan, i))
            return "a link with it is too small; expected 640K";
        user_count++;
    }
    return NULL;
}

/* A component that has rung pays for the look at all others. If none has, one for which the device
 * interrupted does. */
static void charge(uint64_t events)
{
    cos_bill_skip(&bill);
    for (unsigned i = 0; i < user_count; i++)
        if (events & COS_EVENT_FROM(users[i].client))
            cos_bill_rest(&bill, users[i].asks_for, users[i].client);
    if (finished != NULL)
        cos_bill_rest(&bill, finished->asks_for, finished->client);
    finished = NULL;
}

static void run(void)
{
    uint64_t events = COS_EVENT_PEER; /* users may be there already */
    bool asleep;

    cos_answer_begin();
    cos_bill_init(&bill, cos_pace_switch());
    while (!(events & COS_EVENT_POWER) && !disk_is_broken()) {
        cos_bill_begin(&bill, cos_tsc());
        finish_all();
        cos_bill_skip(&bill);
        for (unsigned i = 0; i < user_count; i++) {
            attend(&users[i], events);
            serve(&users[i]);
        }
        disk_notify();
        asleep = all_asleep();
        charge(events);
        cos_wait(COS_SLOT_ENDPOINT, asleep ? COS_FOREVER : 0, &events);
        cos_answer(events);
    }
    cos_answer_end();
}

static unsigned all_flying(void)
{
    unsigned flying = 0;

    for (unsigned i = 0; i < user_count; i++) {
        flying += users[i].flying;
        if (users[i].loan.state == LOAN_LENT)
            link_flush(&users[i].link);
    }
    return flying;
}

static void wait_for_all(void)
{
    uint64_t events;

    for (finish_all(); (all_flying() != 0 || last_flush) && !disk_is_broken(); finish_all())
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
}

/* Waits for all requests of the device and flushes it, so that the data outlive a loss of power.
 * Returns NULL, or what is wrong. */
static const char *end(void)
{
    wait_for_all();
    if (disk_has_cache() && !disk_is_broken()) {
        last_flush = true;
        disk_submit(BLOCK_FLUSH, 0, 0, 0, &last_flush);
        disk_notify();
        wait_for_all();
    }
    return disk_is_broken()   ? "it has broken the rules of its queue"
           : last_status != 0 ? "its last flush has failed, so what was written last may be lost"
                              : NULL;
}

int main(const struct cos_start *start)
{
    const char *problem = disk_open(start);

    problem = problem == NULL ? open_links(start) : problem;
    if (problem == NULL) {
        cos_print("%lu sectors%s\n", (unsigned long)disk_info.sectors,
                  disk_info.flags & BLOCK_READ_ONLY ? ", read-only" : "");
        run();
        problem = end();
        disk_close();
    }
    if (problem != NULL)
        cos_print("the disk cannot be used: %s\n", problem);
    return problem != NULL;
}
