/* SPDX-License-Identifier: BSD-2-Clause */
/* Block transfers: a ring of requests, and the thread that does them one after the other. */
#include <cos/abi.h>
#include <errno.h>
#include <rumpuser.h>
#include <thread.h>

#include "file.h"
#include "hyper.h"

#define REQUESTS 32

struct request {
    struct file *file;
    int operation;
    void *buffer;
    size_t bytes;
    uint64_t offset;
    rump_biodone_fn done;
    void *argument;
};

static struct request ring[REQUESTS];
static unsigned first, count;
static struct thread *worker;
static struct wait_queue work; /* the worker, for requests */
static struct wait_queue room; /* callers, for a request to be finished */

static void do_request(const struct request *request)
{
    struct disk *disk = request->file->disk;
    size_t done = 0;
    int error;

    if (request->operation & RUMPUSER_BIO_WRITE) {
        error = disk_write(disk, request->buffer, request->bytes, request->offset, &done);
        if (error == 0 && (request->operation & RUMPUSER_BIO_SYNC)) {
            error = disk->operations->flush(disk);
        }
    } else {
        error = disk_read(disk, request->buffer, request->bytes, request->offset, &done);
    }
    hyper_up.hyp_schedule();
    request->done(request->argument, done, error);
    hyper_up.hyp_unschedule();
}

/* Has an lwp of its own, so that none is made for each request. */
static void do_requests(void *unused)
{
    (void)unused;
    hyper_up.hyp_schedule();
    hyper_up.hyp_lwproc_newlwp(0);
    hyper_up.hyp_unschedule();
    for (;;) {
        while (count == 0) {
            thread_wait(&work, COS_FOREVER);
        }
        do_request(&ring[first]);
        ring[first].file->requests--;
        first = (first + 1) % REQUESTS;
        count--;
        thread_wake_all(&room);
    }
}

static void wait_for_room(void)
{
    int locks;

    hyper_release(&locks);
    thread_wait(&room, COS_FOREVER);
    hyper_take(locks);
}

static int enqueue(const struct request *request)
{
    if (worker == NULL) {
        worker = thread_create(do_requests, NULL, "disks", 0);
        if (worker == NULL) {
            return ENOMEM;
        }
    }
    while (count == REQUESTS) {
        wait_for_room();
    }
    ring[(first + count++) % REQUESTS] = *request;
    request->file->requests++;
    thread_wake(&work);
    return 0;
}

void rumpuser_bio(int number, int operation, void *buffer, size_t bytes, int64_t offset, rump_biodone_fn done,
                  void *argument)
{
    bool reading = (operation & RUMPUSER_BIO_READ) != 0, writing = (operation & RUMPUSER_BIO_WRITE) != 0;
    struct file *file = file_of(number, reading, writing);
    struct request request = { file, operation, buffer, bytes, (uint64_t)offset, done, argument };
    int error;

    if (file == NULL) {
        error = EBADF;
    } else if (reading == writing || offset < 0) {
        error = EINVAL;
    } else {
        error = enqueue(&request);
    }
    if (error != 0) {
        done(argument, 0, error);
    }
}

void bio_drain(struct file *file)
{
    while (file->requests > 0) {
        thread_wait(&room, COS_FOREVER);
    }
}
