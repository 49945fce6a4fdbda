/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A disk that another component serves (interface/block.h). Requests are submitted in parts, each
 * at most as large as a buffer of the link, and at most as many as there are buffers. Parts whose
 * driver has died are submitted again to the next driver. If the driver stays down, all requests
 * fail.
 */
#include "link_disk.h"

#include <block.h>
#include <cos/abi.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <errno.h>
#include <memory.h>
#include <rumpuser.h>
#include <thread.h>

#include "links.h"

#define FIRST_ANSWER_US 5000000 /* how long the VM's start waits for a disk's description */

struct part { /* of a request, in a buffer */
    struct disk_request *request;
    size_t offset;
    uint32_t bytes;
};

struct waiting {                 /* a thread that waits for its request */
    struct disk_request request; /* must be first: the argument of done() */
    struct wait_queue queue;
    bool done;
};

struct link_disk {
    struct vm_link vm_link;                   /* must be first: the argument of serve() */
    struct waiting question;                  /* for the disk's description, */
    struct block_info info;                   /* the answer */
    struct disk_request *first, *last;        /* requests with parts for which no buffer was free */
    struct part parts[BLOCK_DEPTH];           /* by buffer */
    uint32_t again[BLOCK_DEPTH], again_count; /* buffers to submit when the link has another side
                                               * again */
    struct link_slot slots[BLOCK_DEPTH];
    bool alone; /* the other side stays down; reset when a new one appears */
};

static const struct link_shape shape = {BLOCK_DEPTH, BLOCK_BUFFER_BYTES, true};

static const uint32_t kinds[] = {
    [DISK_READ] = BLOCK_READ,
    [DISK_WRITE] = BLOCK_WRITE,
    [DISK_FLUSH] = BLOCK_FLUSH,
    [DISK_INFO] = BLOCK_INFO,
};

static struct link_channel *channel_of(struct link_disk *disk)
{
    return &disk->vm_link.link.channels[0];
}

/* ---- To the driver ---- */

/* Also used after a restart: fills the buffer again, as the dead driver may have changed it. */
static void submit(struct link_disk *disk, uint32_t buffer)
{
    const struct part *part = &disk->parts[buffer];
    const struct disk_request *request = part->request;
    struct link_request submitted = {.buffer = buffer,
                                     .length = part->bytes,
                                     .kind = kinds[request->kind],
                                     .block = (request->offset + part->offset) / BLOCK_SECTOR};

    if (request->kind == DISK_WRITE) {
        memcpy(link_buffer(channel_of(disk), buffer), (const char *)request->buffer + part->offset,
               part->bytes);
    }
    if (link_submit(channel_of(disk), &submitted, 0) != LINK_OK)
        disk->again[disk->again_count++] = buffer;
}

static void submit_again(struct link_disk *disk)
{
    uint32_t count = disk->again_count;

    disk->again_count = 0;
    for (uint32_t i = 0; i < count; i++)
        submit(disk, disk->again[i]);
}

/* A request without data has one part, too. */
static struct part next_part(struct disk_request *request)
{
    size_t left = request->kind == DISK_INFO ? 0 : request->bytes - request->submitted;
    struct part part = {request, request->submitted,
                        (uint32_t)(left < BLOCK_BUFFER_BYTES ? left : BLOCK_BUFFER_BYTES)};

    request->submitted += part.bytes;
    request->flying++;
    return part;
}

static void submit_waiting(struct link_disk *disk)
{
    struct disk_request *request;
    int buffer;

    while ((request = disk->first) != NULL && (buffer = link_take(channel_of(disk))) >= 0) {
        disk->parts[buffer] = next_part(request);
        if (request->kind == DISK_INFO || request->submitted == request->bytes) {
            disk->first = request->next;
            request->whole = true;
        }
        submit(disk, (uint32_t)buffer);
    }
}

static void begin(struct link_disk *disk, struct disk_request *request)
{
    if (disk->alone) {
        request->error = EIO;
        request->done(request);
        return;
    }
    request->error = 0;
    request->submitted = 0;
    request->flying = 0;
    request->whole = false;
    request->next = NULL;
    if (disk->first == NULL)
        disk->first = request;
    else
        disk->last->next = request;
    disk->last = request;
    submit_waiting(disk);
    link_flush(&disk->vm_link.link);
}

/* ---- From the driver ---- */

static int error_of(int32_t status)
{
    switch (status) {
    case 0:
        return 0;
    case -COS_EDENIED:
        return EROFS;
    case -COS_EINVAL:
        return EINVAL;
    default:
        return EIO;
    }
}

/* Copies no more than requested, whatever length the driver reports. */
static int take_data(const struct part *part, const void *buffer, uint32_t bytes)
{
    const struct disk_request *request = part->request;
    size_t wanted = request->kind == DISK_INFO ? request->bytes : part->bytes;

    if (request->kind != DISK_READ && request->kind != DISK_INFO)
        return 0;
    if (bytes != wanted)
        return EIO;
    memcpy((char *)request->buffer + part->offset, buffer, wanted);
    return 0;
}

static void finish(struct link_disk *disk, uint32_t buffer, int32_t status, uint32_t bytes)
{
    struct part *part = &disk->parts[buffer];
    struct disk_request *request = part->request;
    int error = status == 0 ? take_data(part, link_buffer(channel_of(disk), buffer), bytes)
                            : error_of(status);

    request->error = request->error != 0 ? request->error : error;
    link_give(channel_of(disk), buffer);
    if (--request->flying == 0 && request->whole)
        request->done(request);
}

static void reclaim(struct link_disk *disk)
{
    struct link_done lost;

    while (link_reclaim(channel_of(disk), &lost) == LINK_OK)
        disk->again[disk->again_count++] = lost.buffer;
}

/* Fails the requests that a driver had when it broke the rules, and resets the link for the next
 * ones. */
static void begin_anew(struct link_disk *disk)
{
    struct disk_request *failed = NULL, *next;

    reclaim(disk);
    for (uint32_t i = 0; i < disk->again_count; i++) {
        struct disk_request *request = disk->parts[disk->again[i]].request;

        request->error = EIO;
        if (--request->flying == 0 && request->whole) {
            request->next = failed;
            failed = request;
        }
    }
    disk->again_count = 0;
    vm_link_reopen(&disk->vm_link); /* all buffers are free again */
    for (; failed != NULL; failed = next) {
        next = failed->next;
        failed->done(failed);
    }
}

/* Fails requests that wait for a driver that stays down. */
static void fail_waiting(struct link_disk *disk)
{
    struct disk_request *request;

    while ((request = disk->first) != NULL) {
        disk->first = request->next;
        request->error = EIO;
        request->done(request);
    }
}

static void serve(struct vm_link *vm_link)
{
    struct link_disk *disk = (struct link_disk *)vm_link;
    struct link_done done;
    int state;

    do {
        while ((state = link_poll(&vm_link->link)) == LINK_RESTARTED)
            reclaim(disk);
        if (state == LINK_OK)
            disk->alone = false;
        if (state == LINK_BROKEN)
            begin_anew(disk);
        if (disk->alone)
            fail_waiting(disk);
        submit_again(disk);
        while (link_reap(channel_of(disk), &done) == LINK_OK)
            finish(disk, done.buffer, done.status, done.length);
        submit_waiting(disk);
    } while (!link_sleep(&vm_link->link));
}

static void look(struct vm_link *vm_link)
{
    struct link_disk *disk = (struct link_disk *)vm_link;

    if (!disk->alone && cos_stays_down(vm_link->peer)) {
        disk->alone = true;
        link_abandon(&vm_link->link);
        serve(vm_link);
    }
}

/* ---- The operations of disk.h ---- */

/* The link addresses whole sectors only. */
static void start(struct disk *disk, struct disk_request *request)
{
    if (request->bytes % BLOCK_SECTOR == 0 && request->offset % BLOCK_SECTOR == 0) {
        begin(disk->link, request);
    } else {
        request->error = EINVAL;
        request->done(request);
    }
}

static void wake(struct disk_request *request)
{
    struct waiting *waiting = (struct waiting *)request;

    waiting->done = true;
    thread_wake(&waiting->queue);
}

/* ETIMEDOUT: the request is still in flight, and its memory must stay. */
static int wait_for(struct waiting *waiting, uint64_t deadline)
{
    while (!waiting->done)
        if (!thread_wait(&waiting->queue, deadline))
            return ETIMEDOUT;
    return waiting->request.error;
}

static int transfer(struct disk *disk, enum disk_kind kind, void *buffer, size_t bytes,
                    uint64_t offset)
{
    struct waiting waiting = {
        .request = {.kind = kind, .buffer = buffer, .bytes = bytes, .offset = offset, .done = wake},
    };

    start(disk, &waiting.request);
    return wait_for(&waiting, COS_FOREVER);
}

static int read(struct disk *disk, void *buffer, size_t bytes, uint64_t offset)
{
    return transfer(disk, DISK_READ, buffer, bytes, offset);
}

static int write(struct disk *disk, const void *buffer, size_t bytes, uint64_t offset)
{
    return transfer(disk, DISK_WRITE, (void *)buffer, bytes, offset);
}

static int flush(struct disk *disk)
{
    return transfer(disk, DISK_FLUSH, NULL, 0, 0);
}

static const struct disk_operations operations = {read, write, flush, start};

static int ask(struct link_disk *disk)
{
    struct waiting *question = &disk->question;

    question->request = (struct disk_request){
        .kind = DISK_INFO,
        .buffer = &disk->info,
        .bytes = sizeof(disk->info),
        .done = wake,
    };
    begin(disk, &question->request);
    return wait_for(question, cos_tsc() + cos_ticks(FIRST_ANSWER_US));
}

int link_disk_start(struct disk *disk, uint32_t index)
{
    struct link_disk *made = memory_get(sizeof(*made), _Alignof(struct link_disk));
    int error;

    if (made == NULL)
        return ENOMEM;
    memset(made, 0, sizeof(*made));
    error = vm_link_open(&made->vm_link, index, &shape, 1, made->slots, serve);
    if (error != 0) {
        memory_put(made, sizeof(*made));
        return error;
    }
    made->vm_link.look = look;
    look(&made->vm_link); /* the driver may have ended before */
    error = ask(made);
    if (error != 0 || made->info.sectors > UINT64_MAX / BLOCK_SECTOR)
        return error != 0 ? error : EIO;
    disk->link = made;
    disk->operations = &operations;
    disk->bytes = made->info.sectors * BLOCK_SECTOR;
    disk->read_only = (made->info.flags & BLOCK_READ_ONLY) != 0;
    return 0;
}
