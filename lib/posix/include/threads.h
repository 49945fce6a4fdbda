/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * C11 threads, for local clients. They share the VM's one virtual CPU; a switch happens when a
 * thread waits and, in the client's own code, after each time slice. Each has its own errno.
 * Component clients have one thread.
 */
#ifndef _THREADS_H
#define _THREADS_H

#include <time.h>

#define thread_local _Thread_local
#define ONCE_FLAG_INIT \
    {                  \
        0              \
    }
#define TSS_DTOR_ITERATIONS 4

enum { thrd_success, thrd_timedout, thrd_busy, thrd_nomem, thrd_error };
enum { mtx_plain = 0, mtx_recursive = 1, mtx_timed = 2 };

struct thread;
struct __client_thread;
typedef struct __client_thread *thrd_t;
typedef int (*thrd_start_t)(void *);
typedef void (*tss_dtor_t)(void *);
typedef unsigned tss_t;
typedef struct {
    struct thread *__first, *__last;
} cnd_t;
typedef struct {
    cnd_t __waiters;
    struct thread *__owner;
    unsigned __depth;
    int __kind;
} mtx_t;
typedef struct {
    int __state;
} once_flag;

int thrd_create(thrd_t *thread, thrd_start_t function, void *argument);
thrd_t thrd_current(void);
#define thrd_equal(a, b) ((a) == (b))
_Noreturn void thrd_exit(int result);
int thrd_join(thrd_t thread, int *result); /* result: may be NULL */
int thrd_detach(thrd_t thread);
void thrd_yield(void);
int thrd_sleep(const struct timespec *time, struct timespec *left);

int mtx_init(mtx_t *mutex, int kind);
int mtx_lock(mtx_t *mutex);
int mtx_timedlock(mtx_t *restrict mutex, const struct timespec *restrict until); /* time of day */
int mtx_trylock(mtx_t *mutex);
int mtx_unlock(mtx_t *mutex); /* thrd_error: the caller does not hold it */
void mtx_destroy(mtx_t *mutex);

int cnd_init(cnd_t *condition);
int cnd_wait(cnd_t *condition, mtx_t *mutex);
int cnd_timedwait(cnd_t *restrict condition, mtx_t *restrict mutex,
                  const struct timespec *restrict until);
int cnd_signal(cnd_t *condition);
int cnd_broadcast(cnd_t *condition);
void cnd_destroy(cnd_t *condition);

/* At most 16 keys. */
int tss_create(tss_t *key, tss_dtor_t destructor);
void tss_delete(tss_t key);
void *tss_get(tss_t key);
int tss_set(tss_t key, void *value);

void call_once(once_flag *flag, void (*function)(void));

#endif
