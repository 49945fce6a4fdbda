/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Data is copied once, between the user's link and the driver's. Only two components share a link:
 * a driver with access to the users' memory would have to know and be trusted by each of them.
 *
 * Each user has a private share of the driver's buffers, so no user waits for another. A user's new
 * session begins only when the driver has no request of the old one, so no old write comes after a
 * new one. A flush is passed on like any request: the driver has completed all that blockd had
 * completed before it.
 */
#include "serve.h"

#include <cos/abi.h>
#include <cos/bill.h>
#include <cos/pace.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <stddef.h>

struct user {
    struct link_config config;
    struct link link;
    struct link_slot slots[BLOCK_DEPTH];
    const struct link_request *requests[BLOCK_DEPTH]; /* by the user's buffer */
    struct grant *grant;
    struct disk *disk;
    unsigned flying; /* requests that the driver has, of this session or the one before */
    bool reopen;     /* its link is broken, and a component has ended since */
    uint32_t client; /* the component, which pays for the work for it */
};

#define LAST_COOKIE UINT64_MAX /* of a disk's last request, a flush */

struct disk *disks;
struct grants grants;

static const struct link_shape shape = {BLOCK_DEPTH, BLOCK_BUFFER_BYTES, true};
static struct user *users;
static unsigned disk_count;
static struct cos_bill bill;
static const struct user *finished; /* one whose request a driver has finished; NULL: none */

_Static_assert(sizeof(struct disk) <= BLOCKD_LINK_BYTES && sizeof(struct user) <= BLOCKD_LINK_BYTES,
               "the memory that the tool computes suffices");

static struct link_channel *channel_of(struct user *user)
{
    return &user->link.channels[0];
}

/* Returns true if no driver can serve requests, so they fail. */
static bool is_failing(const struct disk *disk)
{
    return disk->link.state == LINK_BROKEN || (disk->gone && disk->link.state != LINK_OK);
}

/* ---- From a user to its disk ---- */

/* A request's cookie: its user and the user's buffer. */
static uint64_t cookie_of(const struct user *user, uint32_t buffer)
{
    return (uint64_t)(user - users) * BLOCK_DEPTH + buffer;
}

static void pass_on(struct user *user, const struct link_request *request, uint64_t sector)
{
    struct link_channel *to = disk_channel(user->disk);
    struct link_request passed = {.buffer = (uint32_t)link_take(to),
                                  .kind = request->kind,
                                  .block = sector,
                                  .argument = user->client};

    if (request->kind != BLOCK_FLUSH)
        passed.length = request->length;
    if (request->kind == BLOCK_WRITE) {
        memcpy(link_buffer(to, passed.buffer), link_buffer(channel_of(user), request->buffer),
               request->length);
        if (!link_holds(&user->link)) { /* the user has ended: the copy may have been cleared */
            link_give(to, passed.buffer);
            return;
        }
    }
    user->requests[request->buffer] = request;
    user->flying++;
    user->grant->counters[request->kind == BLOCK_READ    ? BLOCKD_READS
                          : request->kind == BLOCK_WRITE ? BLOCKD_WRITES
                                                         : BLOCKD_FLUSHES]++;
    disk_submit(user->disk, &passed, cookie_of(user, request->buffer));
}

static void tell_info(struct user *user, uint32_t buffer)
{
    const struct block_info info = {.sectors = user->grant->extent.count,
                                    .flags = user->grant->writable ? 0 : BLOCK_READ_ONLY};

    memcpy(link_buffer(channel_of(user), buffer), &info, sizeof info);
    link_complete(channel_of(user), buffer, 0, sizeof info);
}

static void begin(struct user *user, const struct link_request *request)
{
    uint64_t sector = 0;
    int32_t status = grant_translate(user->grant, request, &sector);
    bool nothing_written = request->kind == BLOCK_FLUSH && !user->grant->writable;

    if (status != 0 || nothing_written) {
        link_complete(channel_of(user), request->buffer, status, 0);
    } else if (request->kind == BLOCK_INFO) {
        tell_info(user, request->buffer);
    } else if (is_failing(user->disk)) {
        user->grant->counters[BLOCKD_FAILED]++;
        link_complete(channel_of(user), request->buffer, -COS_EIO, 0);
    } else {
        pass_on(user, request, sector);
    }
}

/* Returns true if the user's next request can be passed on, or fails at once. */
static bool has_room(const struct user *user)
{
    const struct disk *disk = user->disk;

    return is_failing(disk) ||
           (disk->link.state == LINK_OK && user->flying < BLOCK_DEPTH / disk->users);
}

/* Takes at most as many requests as a link can hold, so that a busy user delays no other. */
static void take_requests(struct user *user)
{
    const struct link_request *request;
    int state = LINK_OK;

    if (user->link.state != LINK_OK)
        return;
    for (unsigned i = 0; i < BLOCK_DEPTH && has_room(user); i++) {
        state = link_next(channel_of(user), &request);
        if (state != LINK_OK)
            break;
        begin(user, request);
        cos_bill_to(&bill, user->client);
    }
    user->grant->counters[BLOCKD_BREAKS] += state == LINK_BROKEN;
}

/* ---- From a disk to its users ---- */

static void complete(struct user *user, const struct link_request *request, int32_t status,
                     const void *data)
{
    uint64_t *counters = user->grant->counters;
    uint32_t bytes = 0;

    if (status != 0) {
        counters[BLOCKD_FAILED]++;
    } else if (request->kind == BLOCK_READ) {
        bytes = request->length;
        memcpy(link_buffer(channel_of(user), request->buffer), data, bytes);
        counters[BLOCKD_BYTES_READ] += bytes;
    } else {
        counters[BLOCKD_BYTES_WRITTEN] += request->kind == BLOCK_WRITE ? request->length : 0;
    }
    link_complete(channel_of(user), request->buffer, status, bytes);
}

static void finish(struct disk *disk, const struct link_done *done, bool failed)
{
    const struct link_request *request;
    struct user *user;

    if (done->cookie == LAST_COOKIE) {
        disk->last = failed || done->status != 0 ? LAST_FAILED : LAST_DONE;
        link_give(disk_channel(disk), done->buffer);
        return;
    }
    user = &users[done->cookie / BLOCK_DEPTH];
    request = user->requests[done->cookie % BLOCK_DEPTH];
    user->flying--;
    if (user->link.state == LINK_OK) { /* else the request's session has ended */
        failed = failed || done->status != 0 ||
                 (request->kind == BLOCK_READ && done->length != request->length);
        complete(user, request, failed ? -COS_EIO : 0,
                 link_buffer(disk_channel(disk), done->buffer));
    }
    link_give(disk_channel(disk), done->buffer);
    cos_bill_to(&bill, user->client);
    finished = user;
}

/* Submits the requests of the driver's last life again, in their order. Drops those of users that
 * have ended. */
static void resubmit(struct disk *disk)
{
    struct link_done lost;

    while (link_reclaim(disk_channel(disk), &lost) == LINK_OK) {
        struct user *user = lost.cookie != LAST_COOKIE ? &users[lost.cookie / BLOCK_DEPTH] : NULL;

        if (user != NULL && user->link.state != LINK_OK) {
            finish(disk, &lost, true);
        } else {
            if (user != NULL)
                user->grant->counters[BLOCKD_RESUBMITTED]++;
            link_submit(disk_channel(disk), &disk->submitted[lost.buffer], lost.cookie);
        }
    }
}

/* Completes what the driver has done. If it has broken the rules, fails all its requests, and later
 * ones until it begins anew or a component ends. If it stays down, they fail until another driver
 * is there. */
static void attend(struct disk *disk)
{
    struct link_done done;
    int state;

    do {
        state = link_poll(&disk->link);
    } while (state == LINK_RESTARTED);
    if (state == LINK_OK) {
        disk->gone = false;
        resubmit(disk);
        while (link_reap(disk_channel(disk), &done) == LINK_OK)
            finish(disk, &done, false);
    }
    while (disk->link.state == LINK_BROKEN && link_reclaim(disk_channel(disk), &done) == LINK_OK)
        finish(disk, &done, true);
    if (disk->link.state == LINK_BROKEN && (disk->gone || link_renewed(&disk->link)))
        link_open(&disk->link, &disk->config);
}

/* ---- Users ---- */

/* Returns true while the driver has requests of the last session: the next one has to wait. */
static bool is_leaving(const struct user *user)
{
    return user->link.state != LINK_OK && user->flying != 0;
}

static void hear(struct user *user)
{
    if (is_leaving(user))
        return;
    if (user->link.state == LINK_BROKEN && (user->reopen || link_renewed(&user->link))) {
        link_open(&user->link, &user->config);
        user->grant->counters[BLOCKD_RESTARTS]++;
    }
    user->reopen = false;
    user->grant->counters[BLOCKD_RESTARTS] += link_poll(&user->link) == LINK_RESTARTED;
}

/* A component has ended, perhaps one that broke the rules: tries broken links again. */
static void reopen_broken(void)
{
    for (unsigned i = 0; i < grants.count; i++)
        users[i].reopen = users[i].link.state == LINK_BROKEN;
    for (unsigned i = 0; i < disk_count; i++) {
        if (disks[i].link.state == LINK_BROKEN)
            link_open(&disks[i].link, &disks[i].config);
        disk_look(&disks[i]);
    }
}

/* Returns true if there is nothing to do but wait. A user without room waits for the disk. */
static bool all_asleep(void)
{
    bool asleep = true;

    for (unsigned i = 0; i < grants.count; i++) {
        struct user *user = &users[i];
        /* the event that set `reopen` does not come again: do not wait for it */
        bool nothing = link_sleep(&user->link) && !user->reopen;

        asleep = asleep &&
                 (nothing || is_leaving(user) || (user->link.state == LINK_OK && !has_room(user)));
    }
    for (unsigned i = 0; i < disk_count; i++)
        asleep = link_sleep(&disks[i].link) && asleep;
    return asleep;
}

/* ---- The end ---- */

static unsigned flying_to(const struct disk *disk)
{
    unsigned flying = 0;

    for (unsigned i = 0; i < grants.count; i++)
        flying += users[i].disk == disk ? users[i].flying : 0;
    return flying;
}

/* Returns true if the disk has completed all requests and the last flush, or has failed. */
static bool is_over(struct disk *disk)
{
    attend(disk);
    if (is_failing(disk) || disk->last == LAST_DONE || disk->last == LAST_FAILED)
        return true;
    if (flying_to(disk) == 0 && disk->last == LAST_NONE && disk->link.state == LINK_OK) {
        struct link_request request = {.buffer = (uint32_t)link_take(disk_channel(disk)),
                                       .kind = BLOCK_FLUSH};

        disk_submit(disk, &request, LAST_COOKIE);
        disk->last = LAST_GIVEN;
    }
    return false;
}

static bool all_over(uint64_t events)
{
    bool over = true;

    for (unsigned i = 0; i < disk_count; i++) {
        if (events & COS_EVENT_PEER)
            disk_look(&disks[i]);
        over = is_over(&disks[i]) && over;
    }
    return over;
}

bool serve_end(void)
{
    uint64_t events = 0;
    bool good = true;

    while (!all_over(events)) {
        bool asleep = true;

        for (unsigned i = 0; i < grants.count; i++)
            link_flush(&users[i].link);
        for (unsigned i = 0; i < disk_count; i++)
            asleep = link_sleep(&disks[i].link) && asleep;
        events = 0;
        if (asleep)
            cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    }
    for (unsigned i = 0; i < disk_count; i++)
        good = good && disks[i].last != LAST_FAILED;
    return good;
}

/* ---- All ---- */

/* A component that has rung pays for the look at all others. If none has, one for which a driver
 * has rung does. */
static void charge(uint64_t events)
{
    cos_bill_skip(&bill);
    for (unsigned i = 0; i < grants.count; i++)
        if (events & COS_EVENT_FROM(users[i].client))
            cos_bill_rest(&bill, 0, users[i].client);
    if (finished != NULL)
        cos_bill_rest(&bill, 0, finished->client);
    finished = NULL;
}

bool serve(uint64_t events)
{
    bool more;

    cos_bill_begin(&bill, cos_tsc());
    if (events & COS_EVENT_PEER)
        reopen_broken();
    for (unsigned i = 0; i < grants.count; i++)
        hear(&users[i]);
    for (unsigned i = 0; i < disk_count; i++)
        attend(&disks[i]);
    cos_bill_skip(&bill);
    for (unsigned i = 0; i < grants.count; i++)
        take_requests(&users[i]);
    more = !all_asleep();
    charge(events);
    return more;
}

static void ring(void *bell)
{
    cos_signal((uint64_t)bell);
}

bool serve_allocate(const struct cos_start *start, unsigned disk_total, unsigned user_total)
{
    disks = (struct disk *)start->ram_start; /* which is zeroed */
    users = (struct user *)(disks + disk_total);
    return (char *)(users + user_total) - (char *)disks <=
           (int64_t)(start->ram_pages * COS_PAGE_SIZE);
}

const char *serve_open(const struct cos_start *start, unsigned count)
{
    disk_count = count;
    cos_bill_init(&bill, cos_pace_switch());
    for (unsigned i = 0; i < grants.count; i++) {
        const struct cos_link *link = &start->links[count + i];
        struct user *user = &users[i];

        user->grant = &grants.of[i];
        user->disk = &disks[user->grant->disk];
        user->disk->users++;
        user->client = link->owner;
        user->config = (struct link_config){
            .memory = (void *)link->address,
            .bytes = link->bytes,
            .owner = false,
            .channels = 1,
            .shapes = &shape,
            .slots = user->slots,
            .ring = ring,
            .bell = (void *)(uint64_t)(COS_SLOT_SIGNAL + count + i)};
        if (link_open(&user->link, &user->config) != LINK_OK)
            return "links with it of at least 640K";
    }
    return NULL;
}
