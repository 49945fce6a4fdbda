/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reader/writer locks are handed over. A writer that leaves lets in all waiting readers; the last
 * reader to leave lets in the writer that has waited longest. While a writer waits, no more readers
 * enter. So both get their turn.
 */
#include <errno.h>
#include <rumpuser.h>
#include <stdbool.h>
#include <thread.h>

#include "hyper.h"

struct rumpuser_rw {
    unsigned readers;
    bool written;
    struct lwp *writer;
    struct wait_queue reading, writing; /* waiting threads */
};

void rumpuser_rw_init(struct rumpuser_rw **lock)
{
    *lock = hyper_get(sizeof(struct rumpuser_rw), "a lock");
    **lock = (struct rumpuser_rw){.readers = 0};
}

static void write_as(struct rumpuser_rw *lock, struct lwp *writer)
{
    lock->written = true;
    lock->writer = writer;
}

static bool read(struct rumpuser_rw *lock)
{
    if (lock->written || lock->writing.first != NULL)
        return false;
    lock->readers++;
    return true;
}

static bool write(struct rumpuser_rw *lock)
{
    if (lock->written || lock->readers > 0)
        return false;
    write_as(lock, thread_current->lwp);
    return true;
}

/* A separate function, so that the usual case saves no registers for it. */
static __attribute__((noinline)) void wait_for(struct rumpuser_rw *lock,
                                               bool (*enter)(struct rumpuser_rw *lock),
                                               struct wait_queue *queue)
{
    int locks;

    hyper_release(&locks);
    if (!enter(lock)) /* the lock may have become free while the CPU was released */
        thread_wait(queue, COS_FOREVER);
    hyper_take(locks);
}

void rumpuser_rw_enter(int kind, struct rumpuser_rw *lock)
{
    if (kind == RUMPUSER_RW_READER) {
        if (!read(lock))
            wait_for(lock, read, &lock->reading);
    } else if (!write(lock)) {
        wait_for(lock, write, &lock->writing);
    }
}

int rumpuser_rw_tryenter(int kind, struct rumpuser_rw *lock)
{
    switch (kind) {
    case RUMPUSER_RW_READER:
        return read(lock) ? 0 : EBUSY;
    case RUMPUSER_RW_WRITER:
        return write(lock) ? 0 : EBUSY;
    default:
        return EINVAL;
    }
}

int rumpuser_rw_tryupgrade(struct rumpuser_rw *lock)
{
    if (lock->readers > 1)
        return EBUSY;
    lock->readers = 0;
    write_as(lock, thread_current->lwp);
    return 0;
}

/* Ends the writer's hold. */
static void let_readers_in(struct rumpuser_rw *lock)
{
    lock->written = false;
    lock->writer = NULL;
    lock->readers += thread_wake_all(&lock->reading);
}

void rumpuser_rw_downgrade(struct rumpuser_rw *lock)
{
    lock->readers = 1;
    let_readers_in(lock);
}

void rumpuser_rw_exit(struct rumpuser_rw *lock)
{
    if (lock->written)
        let_readers_in(lock);
    else
        lock->readers--;
    if (lock->writing.first != NULL && lock->readers == 0) {
        write_as(lock, lock->writing.first->lwp);
        thread_wake(&lock->writing);
    }
}

void rumpuser_rw_destroy(struct rumpuser_rw *lock)
{
    rumpuser_free(lock, sizeof(*lock));
}

void rumpuser_rw_held(int kind, struct rumpuser_rw *lock, int *held)
{
    *held = kind == RUMPUSER_RW_WRITER ? lock->written && lock->writer == thread_current->lwp
                                       : lock->readers > 0;
}
