/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lends the VM's disk: serves requests from links (interface/block.h) on NetBSD's raw device. Each
 * of a few threads does one request at a time, with its own memory for the data. The device never
 * accesses the links, so a user may end and restart at any time.
 */
#include <block.h>
#include <cos/abi.h>
#include <cos/channel.h>
#include <cos/runtime.h>
#include <errno.h>
#include <fcntl.h>
#include <links.h>
#include <memory.h>
#include <rump_kernel.h>
#include <rumpuser.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <thread.h>
#include <unistd.h>

#include "lend.h"
#include "raw_partition.h"

#define WORKERS   8
#define FIND_US   100000 /* between attempts to open the device, which the driver may find late */
#define FIND_MOST 50
#define END_US    1000 /* between checks whether all is done */

#define GET_BYTES   _IOR('d', 132, int64_t) /* of NetBSD's disks */
#define FLUSH_CACHE _IOW('d', 118, int)

struct user {
    struct vm_link vm_link; /* must be first: the argument of serve() */
    struct user *next;
    uint64_t session; /* counts sessions: requests of an earlier one get no answer, */
    unsigned flying;  /* but must be done before the next begins. The workers' requests */
    struct link_slot slots[BLOCK_DEPTH];
};

/* A request in progress. */
struct job {
    struct user *user;
    uint64_t session;
    struct link_request request;
    uint8_t *data;
};

static const struct link_shape shape = {BLOCK_DEPTH, BLOCK_BUFFER_BYTES, true};

static struct block_info info;
static int device = -1;
static bool ending;
static struct user *users, *turn; /* turn: the first to be checked for a request */
static struct wait_queue idle;    /* workers */

static struct link_channel *channel_of(struct user *user)
{
    return &user->vm_link.link.channels[0];
}

static void serve(struct vm_link *vm_link)
{
    (void)vm_link;
    thread_wake(&idle);
}

/* ---- One request ---- */

static int32_t check(const struct link_request *request)
{
    uint64_t sectors = request->length / BLOCK_SECTOR;

    switch (request->kind) {
    case BLOCK_INFO:
    case BLOCK_FLUSH:
        return 0;
    case BLOCK_WRITE:
        if (info.flags & BLOCK_READ_ONLY)
            return -COS_EDENIED;
        __attribute__((fallthrough));
    case BLOCK_READ:
        return request->length % BLOCK_SECTOR == 0 && sectors > 0 &&
                       request->length <= BLOCK_BUFFER_BYTES && sectors <= info.sectors &&
                       request->block <= info.sectors - sectors
                   ? 0
                   : -COS_EINVAL;
    default:
        return -COS_ENOSYS;
    }
}

/* The data is in the worker's memory: before a write, after a read. */
static int32_t execute(const struct job *job)
{
    const struct link_request *request = &job->request;
    off_t offset = (off_t)(request->block * BLOCK_SECTOR);
    int32_t status = check(request);
    int force = 1;
    bool done = true;

    if (status != 0)
        return status;
    switch (request->kind) {
    case BLOCK_READ:
        done = pread(device, job->data, request->length, offset) == (ssize_t)request->length;
        break;
    case BLOCK_WRITE:
        done = pwrite(device, job->data, request->length, offset) == (ssize_t)request->length;
        break;
    case BLOCK_FLUSH: /* a driver without this call has no cache to flush */
        done = ioctl(device, FLUSH_CACHE, &force) == 0 || errno == ENOTTY || errno == EOPNOTSUPP ||
               errno == ENODEV;
        break;
    }
    return done ? 0 : -COS_EIO;
}

static uint32_t answer_bytes(const struct job *job, int32_t status)
{
    if (status != 0)
        return 0;
    return job->request.kind == BLOCK_READ   ? job->request.length
           : job->request.kind == BLOCK_INFO ? sizeof(info)
                                             : 0;
}

static void answer(struct job *job, int32_t status)
{
    struct link_channel *channel = channel_of(job->user);
    uint32_t bytes = answer_bytes(job, status);

    job->user->flying--;
    if (job->session != job->user->session) {
        thread_wake(&idle); /* the user's next session may wait for this */
        return;
    }
    if (bytes != 0) {
        memcpy(link_buffer(channel, job->request.buffer),
               job->request.kind == BLOCK_INFO ? (void *)&info : job->data, bytes);
    }
    link_complete(channel, job->request.buffer, status, bytes);
    link_flush(&job->user->vm_link.link);
}

/* ---- The next request ---- */

/* Requests of an ended session are in progress: none of its writes may follow one of the next. */
static bool is_leaving(const struct user *user)
{
    return user->vm_link.link.state != LINK_OK && user->flying != 0;
}

/* Whether the user's link works. A user that broke it gets a new start. */
static bool look(struct user *user)
{
    int state;

    do {
        if (is_leaving(user))
            return false;
        if (user->vm_link.link.state == LINK_BROKEN)
            vm_link_reopen(&user->vm_link);
        state = link_poll(&user->vm_link.link);
        user->session += state == LINK_RESTARTED || state == LINK_BROKEN;
    } while (state == LINK_RESTARTED);
    return state == LINK_OK;
}

static bool take(struct user *user, struct job *job)
{
    const struct link_request *request;

    if (!look(user) || link_next(channel_of(user), &request) != LINK_OK)
        return false;
    job->user = user;
    job->session = user->session;
    job->request = *request;
    if (job->request.kind == BLOCK_WRITE && check(&job->request) == 0) {
        memcpy(job->data, link_buffer(channel_of(user), job->request.buffer), job->request.length);
        if (!link_holds(&user->vm_link.link)) { /* it has ended: the copy may not be what it
                                                 * wrote */
            return false;
        }
    }
    user->flying++;
    turn = user->next != NULL ? user->next : users;
    return true;
}

/* Checks each user once, beginning with `turn`. False: no user has a request. */
static bool take_any(struct job *job)
{
    struct user *first = turn, *user = turn;

    if (ending)
        return false;
    do {
        if (take(user, job))
            return true;
        user = user->next != NULL ? user->next : users;
    } while (user != first);
    return false;
}

/* Whether to wait until a user notifies. */
static bool may_sleep(void)
{
    bool asleep = true;

    for (struct user *user = users; user != NULL; user = user->next)
        asleep = (is_leaving(user) || link_sleep(&user->vm_link.link)) && asleep;
    return asleep;
}

static void work(void *data)
{
    struct job job = {.data = data};

    if (rump_pub_lwproc_newlwp(RUMP_LOCAL_PID) != 0)
        lend_fail("there is no memory to lend the disk");
    for (;;) {
        if (take_any(&job)) {
            thread_wake(&idle); /* for more requests */
            answer(&job, execute(&job));
        } else if (ending || may_sleep()) {
            thread_wait(&idle, COS_FOREVER);
        } else {
            thread_yield();
        }
    }
}

static bool is_busy(void)
{
    for (const struct user *user = users; user != NULL; user = user->next)
        if (user->flying != 0)
            return true;
    return false;
}

void lend_disk_end(void)
{
    int force = 1;

    ending = true;
    while (is_busy())
        thread_sleep(cos_tsc() + cos_ticks(END_US));
    if (device >= 0)
        ioctl(device, FLUSH_CACHE, &force);
}

/* ---- Start ---- */

static int find_device(void)
{
    static const char *const names[] = {"/dev/rld0" RAW_PARTITION, "/dev/rsd0" RAW_PARTITION,
                                        "/dev/rwd0" RAW_PARTITION};
    int mode = info.flags & BLOCK_READ_ONLY ? O_RDONLY : O_RDWR, found;

    for (unsigned i = 0; i < FIND_MOST; i++) {
        for (unsigned j = 0; j < sizeof(names) / sizeof(names[0]); j++) {
            found = open(names[j], mode);
            if (found >= 0)
                return found;
        }
        thread_sleep(cos_tsc() + cos_ticks(FIND_US));
    }
    return -1;
}

static void open_device(void)
{
    int64_t bytes = 0;

    device = find_device();
    if (device < 0) {
        lend_fail(
            "there is no disk to lend: no driver among the VM's components has found its device");
    }
    if (ioctl(device, GET_BYTES, &bytes) != 0 || bytes < BLOCK_SECTOR)
        lend_fail("its disk does not report its size");
    info.sectors = (uint64_t)bytes / BLOCK_SECTOR;
}

static void open_link(uint32_t index)
{
    struct user *user = memory_get(sizeof(*user), _Alignof(struct user));
    int error = ENOMEM;

    if (user != NULL) {
        memset(user, 0, sizeof(*user));
        error = vm_link_open(&user->vm_link, index, &shape, 1, user->slots, serve);
    }
    if (error != 0) {
        lend_fail(error == ENOMEM ? "there is no memory for the disk's users"
                                  : "a link with a user of the disk cannot be opened");
    }
    user->next = users;
    users = user;
}

/* One link for each user. */
static void open_links(void)
{
    struct evm_channel channel;

    for (uint32_t i = 0; cos_channel_unit(cos_self(), EVM_CHANNEL_DISK_LENT, i, &channel); i++) {
        info.flags |= channel.read_only ? BLOCK_READ_ONLY : 0;
        open_link(channel.index);
    }
    turn = users;
}

void lend_disk(void *unused)
{
    (void)unused;
    if (rump_pub_lwproc_newlwp(RUMP_LOCAL_PID) != 0)
        lend_fail("there is no memory to lend the disk");
    open_links();
    open_device();
    for (unsigned i = 0; i < WORKERS; i++) {
        void *data = memory_get(BLOCK_BUFFER_BYTES, MEMORY_PAGE);

        if (data == NULL || thread_create(work, data, "lend", 0) == NULL)
            lend_fail("there is no memory to lend the disk");
    }
    rumpuser_dprintf("its disk is lent: %llu sectors%s\n", (unsigned long long)info.sectors,
                     info.flags & BLOCK_READ_ONLY ? ", read-only" : "");
    rump_pub_lwproc_releaselwp();
}
