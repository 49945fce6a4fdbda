/* SPDX-License-Identifier: BSD-2-Clause */
/* Block transfers: requests, and the thread that completes them. It transfers data of disks in
 * memory itself, one request after the other; disks with start() transfer any number at a time. */
#include <cos/abi.h>
#include <errno.h>
#include <rumpuser.h>
#include <thread.h>

#include "file.h"
#include "hyper.h"

#define REQUESTS 64 /* in flight */

struct request {
    struct disk_request io; /* must be first: the argument of its done() */
    struct file *file;
    int operation;
    size_t bytes; /* asked for, then transferred */
    bool started; /* by the disk's start(); otherwise the thread does it */
    rump_biodone_fn done;
    void *argument;
    struct request *next;
};

static struct request requests[REQUESTS];
static struct request *free_requests;
static struct request *first, *last; /* queue of the thread */
static struct thread *worker;
static struct wait_queue work; /* the worker waits here for requests */
static struct wait_queue room; /* callers wait here for a request to finish */

static void enqueue(struct request *request)
{
    request->next = NULL;
    if (first == NULL)
        first = request;
    else
        last->next = request;
    last = request;
    thread_wake(&work);
}

/* Any thread may run this. Only a flush after the write makes the data durable. */
static void answered(struct disk_request *io)
{
    struct request *request = (struct request *)io;
    struct disk *disk = request->file->disk;

    if (io->kind == DISK_WRITE && io->error == 0 && (request->operation & RUMPUSER_BIO_SYNC)) {
        io->kind = DISK_FLUSH;
        io->bytes = 0;
        io->offset = 0;
        disk->operations->start(disk, io);
    } else {
        enqueue(request);
    }
}

static void do_now(struct request *request)
{
    struct disk *disk = request->file->disk;
    struct disk_request *io = &request->io;

    if (io->kind == DISK_WRITE) {
        io->error = disk_write(disk, io->buffer, request->bytes, io->offset, &request->bytes);
        if (io->error == 0 && (request->operation & RUMPUSER_BIO_SYNC))
            io->error = disk->operations->flush(disk);
    } else {
        io->error = disk_read(disk, io->buffer, request->bytes, io->offset, &request->bytes);
    }
}

/* Has an lwp of its own, so that the rump kernel makes none for each request. */
static void do_requests(void *unused)
{
    (void)unused;
    hyper_up.hyp_schedule();
    hyper_up.hyp_lwproc_newlwp(0);
    hyper_up.hyp_unschedule();
    for (;;) {
        struct request *request;

        while ((request = first) == NULL)
            thread_wait(&work, COS_FOREVER);
        first = request->next;
        if (!request->started)
            do_now(request);
        hyper_up.hyp_schedule();
        request->done(request->argument, request->io.error == 0 ? request->bytes : 0,
                      request->io.error);
        hyper_up.hyp_unschedule();
        request->file->requests--;
        request->next = free_requests;
        free_requests = request;
        thread_wake_all(&room);
    }
}

static bool make_worker(void)
{
    if (worker == NULL) {
        worker = thread_create(do_requests, NULL, "disks", 0);
        for (unsigned i = 0; worker != NULL && i < REQUESTS; i++) {
            requests[i].next = free_requests;
            free_requests = &requests[i];
        }
    }
    return worker != NULL;
}

static struct request *take_request(void)
{
    struct request *request;
    int locks;

    while ((request = free_requests) == NULL) {
        hyper_release(&locks);
        thread_wait(&room, COS_FOREVER);
        hyper_take(locks);
    }
    free_requests = request->next;
    return request;
}

/* A disk with start() begins at once. disk_read() and disk_write() handle requests that transfer
 * nothing. */
static void begin(struct request *request)
{
    struct disk *disk = request->file->disk;
    struct disk_request *io = &request->io;

    request->file->requests++;
    io->bytes = disk_within(disk, request->bytes, io->offset);
    request->started = disk->operations->start != NULL && io->bytes > 0;
    if (request->started) {
        request->bytes = io->bytes;
        disk->operations->start(disk, io);
    } else {
        enqueue(request);
    }
}

void rumpuser_bio(int number, int operation, void *buffer, size_t bytes, int64_t offset,
                  rump_biodone_fn done, void *argument)
{
    bool reading = (operation & RUMPUSER_BIO_READ) != 0,
         writing = (operation & RUMPUSER_BIO_WRITE) != 0;
    struct file *file = file_of(number, reading, writing);
    int error = file == NULL                       ? EBADF
                : reading == writing || offset < 0 ? EINVAL
                : make_worker()                    ? 0
                                                   : ENOMEM;
    struct request *request;

    if (error != 0) {
        done(argument, 0, error);
        return;
    }
    request = take_request();
    *request = (struct request){
        .io = {.kind = writing ? DISK_WRITE : DISK_READ,
               .buffer = buffer,
               .offset = (uint64_t)offset,
               .done = answered},
        .file = file,
        .operation = operation,
        .bytes = bytes,
        .done = done,
        .argument = argument,
    };
    begin(request);
}

void bio_drain(struct file *file)
{
    while (file->requests > 0)
        thread_wait(&room, COS_FOREVER);
}
