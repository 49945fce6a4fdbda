/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Making a thread costs the same among ten threads and among two thousand, and whatever memory the
 * process has; so does starting a program. Costs are TSC ticks, which are instructions in the
 * tests' machine; medians.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <semaphore.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <x86intrin.h>

#include "check.h"

#define SAMPLES     15
#define STACK_BYTES 0x8000
#define MIB         0x100000ul
#define PAGE        4096

static sem_t started, ending;

static void *wait_for_end(void *unused)
{
    sem_post(&started);
    sem_wait(&ending);
    return unused;
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* Makes a thread; what that costs until it runs. 0: there are too many. */
static uint64_t add_thread(void)
{
    uint64_t start = __rdtsc();
    pthread_attr_t attributes;
    pthread_t thread;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    if (pthread_create(&thread, &attributes, wait_for_end, NULL))
        return 0;
    sem_wait(&started);
    return __rdtsc() - start;
}

/* Starts this very program, which does nothing then, and waits for its end. */
static uint64_t start_program(void)
{
    char *const arguments[] = {"growth", "nothing", NULL}, *const environment[] = {NULL};
    uint64_t start = __rdtsc();
    int status = -1;
    pid_t child;

    if (posix_spawn(&child, "/proc/self/exe", NULL, NULL, arguments, environment) ||
        waitpid(child, &status, 0) < 0)
        return 0;
    return status ? 0 : __rdtsc() - start;
}

static uint64_t cost(const char *what, unsigned long among, uint64_t (*action)(void))
{
    uint64_t samples[SAMPLES];

    for (int i = 0; i < SAMPLES; i++)
        samples[i] = action();
    qsort(samples, SAMPLES, sizeof samples[0], compare);
    printf("%s with %lu: %lu\n", what, among, (unsigned long)samples[SAMPLES / 2]);
    return samples[0] ? samples[SAMPLES / 2] : 0;
}

/* Fills so much memory, and measures with it. */
static uint64_t cost_with(const char *what, unsigned long mib, uint64_t (*action)(void))
{
    char *memory = mmap(NULL, mib * MIB, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    uint64_t result = memory == MAP_FAILED ? 0 : cost(what, mib, action);

    munmap(memory, mib * MIB);
    return result;
}

/* Whether a child of fork reads its memory for a third of what a fault for each page costs. */
static bool child_reads(unsigned long mib)
{
    volatile char *memory = mmap(NULL, mib * MIB, PROT_READ | PROT_WRITE,
                                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    int status = -1;
    pid_t child = fork();

    if (child == 0) {
        uint64_t start = __rdtsc(), sum = 0;

        for (unsigned long i = 0; i < mib * MIB; i += PAGE)
            sum += memory[i];
        _exit(sum || __rdtsc() - start > mib * MIB / PAGE * 600);
    }
    return waitpid(child, &status, 0) == child && status == 0 && !munmap((void *)memory, mib * MIB);
}

static uint64_t cost_among(unsigned long *threads, unsigned long wanted)
{
    for (; *threads < wanted; ++*threads)
        if (!add_thread())
            return 0;
    *threads += SAMPLES;
    return cost("a thread among", wanted, add_thread);
}

int main(int argc, char **argv)
{
    unsigned long threads = 1;
    uint64_t few, many;

    if (argc > 1)
        return 0;
    (void)argv;
    setvbuf(stdout, NULL, _IONBF, 0);
    sem_init(&started, 0, 0);
    sem_init(&ending, 0, 0);
    check(child_reads(16), "a child reads what its parent had without a fault for each page");
    few = cost_with("a program, MiB", 1, start_program);
    many = cost_with("a program, MiB", 128, start_program);
    check(few && many && many < few + few / 4,
          "starting a program costs the same with 1 and with 128 MiB");
    few = cost_with("a thread, MiB", 1, add_thread);
    many = cost_with("a thread, MiB", 128, add_thread);
    check(few && many && many < few + few / 4,
          "making a thread costs the same with 1 and with 128 MiB");
    few = cost_among(&threads, 100);
    cost_among(&threads, 1000);
    many = cost_among(&threads, 2000);
    check(few && many && many < few + few / 4,
          "making a thread costs the same among 100 and 2,000 others");
    return check_done("growth");
}
