/* SPDX-License-Identifier: BSD-2-Clause */
/* What only local clients have: threads, floating point in formats, and NetBSD's own interface in
 * the same program. */
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#if __has_include(<rump/rump_syscalls.h>)
#include <rump/rump_syscalls.h>
#define HAS_RUMP_SYSCALLS 1
#endif

#include "check.h"

#define THREADS 8
#define ROUNDS  200

static mtx_t mutex;
static cnd_t changed;
static int counter, turn;

static int count_up(void *argument)
{
    for (int i = 0; i < ROUNDS; i++) {
        int seen;

        mtx_lock(&mutex);
        seen = counter;
        thrd_yield();
        counter = seen + 1;
        mtx_unlock(&mutex);
    }
    return *(int *)argument * 10;
}

static void creating_and_joining(void)
{
    thrd_t threads[THREADS];
    int numbers[THREADS], result, sum = 0;

    CHECK(mtx_init(&mutex, mtx_plain) == thrd_success);
    counter = 0;
    for (int i = 0; i < THREADS; i++) {
        numbers[i] = i;
        CHECK(thrd_create(&threads[i], count_up, &numbers[i]) == thrd_success);
    }
    for (int i = 0; i < THREADS; i++) {
        CHECK(thrd_join(threads[i], &result) == thrd_success);
        sum += result;
    }
    CHECK(counter == THREADS * ROUNDS && sum == 280);
    CHECK(thrd_join(thrd_current(), NULL) == thrd_error);
}

static int take_turns(void *argument)
{
    int own = *(int *)argument;

    mtx_lock(&mutex);
    for (int i = 0; i < ROUNDS; i++) {
        while (turn % 2 != own)
            cnd_wait(&changed, &mutex);
        turn++;
        cnd_signal(&changed);
    }
    mtx_unlock(&mutex);
    return 0;
}

static void conditions(void)
{
    static int turns[2] = {0, 1};
    thrd_t threads[2];
    struct timespec until;

    turn = 0;
    CHECK(cnd_init(&changed) == thrd_success);
    for (int i = 0; i < 2; i++)
        CHECK(thrd_create(&threads[i], take_turns, &turns[i]) == thrd_success);
    CHECK(thrd_join(threads[0], NULL) == thrd_success &&
          thrd_join(threads[1], NULL) == thrd_success);
    CHECK(turn == 2 * ROUNDS);
    timespec_get(&until, TIME_UTC);
    until.tv_nsec += 5000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    mtx_lock(&mutex);
    CHECK(cnd_timedwait(&changed, &mutex, &until) == thrd_timedout);
    CHECK(mtx_trylock(&mutex) == thrd_busy && mtx_lock(&mutex) == thrd_error);
    CHECK(mtx_unlock(&mutex) == thrd_success && mtx_unlock(&mutex) == thrd_error);
    CHECK(mtx_init(&mutex, mtx_recursive) == thrd_success && mtx_lock(&mutex) == thrd_success);
    CHECK(mtx_trylock(&mutex) == thrd_success && mtx_unlock(&mutex) == thrd_success);
    CHECK(mtx_unlock(&mutex) == thrd_success);
}

static volatile bool stop;
static volatile unsigned long spins;

static int spin(void *unused)
{
    (void)unused;
    while (!stop)
        spins++;
    return 0;
}

/* A thread that never gives up the CPU does not keep it. */
static void preemption(void)
{
    thrd_t thread;

    CHECK(thrd_create(&thread, spin, NULL) == thrd_success);
    for (int i = 0; i < 5; i++)
        CHECK(thrd_sleep(&(struct timespec){0, 1000000}, NULL) == 0);
    stop = true;
    CHECK(thrd_join(thread, NULL) == thrd_success && spins > 0);
}

static int fail_with(void *error)
{
    char c;

    for (int i = 0; i < ROUNDS; i++) {
        errno = 0;
        if (*(int *)error == EBADF ? read(77, &c, 1) == 0 : open("/none", O_RDONLY) >= 0)
            return -1;
        thrd_yield();
        if (errno != *(int *)error)
            return errno;
    }
    return 0;
}

static void errors(void)
{
    static int expected[2] = {EBADF, ENOENT};
    thrd_t threads[2];
    int result;

    for (int i = 0; i < 2; i++)
        CHECK(thrd_create(&threads[i], fail_with, &expected[i]) == thrd_success);
    for (int i = 0; i < 2; i++)
        CHECK(thrd_join(threads[i], &result) == thrd_success && result == 0);
}

static int ends[2];

static int write_later(void *unused)
{
    (void)unused;
    thrd_sleep(&(struct timespec){0, 5000000}, NULL);
    return (int)write(ends[1], "late", 4);
}

/* A thread that waits in the kernel lets the others run. */
static void waiting_in_the_kernel(void)
{
    thrd_t thread;
    char text[4];
    int result;

    CHECK(pipe(ends) == 0 && thrd_create(&thread, write_later, NULL) == thrd_success);
    CHECK(read(ends[0], text, 4) == 4 && memcmp(text, "late", 4) == 0);
    CHECK(thrd_join(thread, &result) == thrd_success && result == 4);
    CHECK(close(ends[0]) == 0 && close(ends[1]) == 0);
}

static FILE *shared;

static int print_lines(void *argument)
{
    for (int i = 0; i < ROUNDS; i++)
        if (fprintf(shared, "%d: %s\n", *(int *)argument,
                    "a line that several threads write into one stream") != 53)
            return -1;
    return 0;
}

static void sharing_a_stream(void)
{
    thrd_t threads[4];
    int numbers[4] = {0, 1, 2, 3}, lines[4] = {0}, result;
    char line[80];

    shared = fopen("/shared", "w+");
    CHECK(shared != NULL);
    for (int i = 0; i < 4; i++)
        CHECK(thrd_create(&threads[i], print_lines, &numbers[i]) == thrd_success);
    for (int i = 0; i < 4; i++)
        CHECK(thrd_join(threads[i], &result) == thrd_success && result == 0);
    rewind(shared);
    while (fgets(line, sizeof line, shared) != NULL) {
        CHECK(strlen(line) == 53 && line[0] >= '0' && line[0] < '4');
        lines[line[0] - '0']++;
    }
    CHECK(lines[0] == ROUNDS && lines[1] == ROUNDS && lines[2] == ROUNDS && lines[3] == ROUNDS &&
          fclose(shared) == 0);
}

static tss_t key;
static int destroyed;

static void destroy(void *value)
{
    destroyed += *(int *)value;
}

static int keep_value(void *value)
{
    tss_set(key, value);
    thrd_yield();
    return tss_get(key) == value;
}

static void values_of_threads(void)
{
    thrd_t threads[2];
    int values[2] = {3, 4}, result;

    CHECK(tss_create(&key, destroy) == thrd_success);
    for (int i = 0; i < 2; i++)
        CHECK(thrd_create(&threads[i], keep_value, &values[i]) == thrd_success);
    for (int i = 0; i < 2; i++)
        CHECK(thrd_join(threads[i], &result) == thrd_success && result == 1);
    CHECK(destroyed == 7 && tss_get(key) == NULL);
    tss_delete(key);
}

static void floating_point(void)
{
    volatile double third = 1.0 / 3, large = 1e300;
    char text[64];

    snprintf(text, sizeof text, "%.3f %e %g %8.2f|", third, large, 0.0001, -2.5);
    CHECK(strcmp(text, "0.333 1.000000e+300 0.0001    -2.50|") == 0);
}

#ifdef HAS_RUMP_SYSCALLS
static void both_interfaces(void)
{
    int file = rump_sys_open("/both", O_CREAT | O_RDWR, 0600);

    CHECK(file >= 0 && write(file, "x", 1) == 1 && close(file) == 0);
    CHECK(FAILS(rump_sys_open("/none", O_RDONLY), ENOENT));
}
#endif

int main(void)
{
    run(creating_and_joining, "threads are created and joined; mutexes");
    run(conditions, "conditions");
    run(preemption, "preemption");
    run(errors, "an errno for each thread");
    run(waiting_in_the_kernel, "a thread waits in the kernel");
    run(sharing_a_stream, "threads share a stream");
    run(values_of_threads, "values of threads");
    run(floating_point, "floating point");
#ifdef HAS_RUMP_SYSCALLS
    run(both_interfaces, "NetBSD's own headers in the same program");
#else
    printf("skip - NetBSD's own headers in the same program: the archives came without\n");
#endif
    return check_failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
