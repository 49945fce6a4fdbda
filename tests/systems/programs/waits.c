/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a frame says of a trap is the trap's own, though the kernel waits for other memory of the
 * process meanwhile, and other processes have page faults. To answer some instructions Linux reads
 * what follows them; here that is a page that is not mapped, so the kernel asks for the lock of the
 * address space, which a thread holds for long.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "check.h"

#define PAGE    4096ul
#define LARGE   (8ul << 20)
#define PRIVATE (MAP_PRIVATE | MAP_ANONYMOUS)
#define HLT     0xf4
#define MS      2000 /* of tries */

static sigjmp_buf back;
static volatile long error, number;
static volatile bool stop;

static void note(int signal, siginfo_t *info, void *context)
{
    const greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;

    (void)signal, (void)info;
    number = registers[REG_TRAPNO];
    error = registers[REG_ERR];
    siglongjmp(back, 1);
}

static void *hold_lock(void *area)
{
    while (!stop) {
        mprotect(area, LARGE, PROT_READ);
        mprotect(area, LARGE, PROT_READ | PROT_WRITE);
    }
    return NULL;
}

static void fault_for_ever(void)
{
    for (;;) {
        char *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, PRIVATE, -1, 0);

        *page = 1;
        munmap(page, PAGE);
    }
}

static long milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void *page_end(void)
{
    unsigned char *code = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, PRIVATE, -1, 0);

    munmap(code + PAGE, PAGE);
    code[PAGE - 1] = HLT;
    return code + PAGE - 1;
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = note, .sa_flags = SA_SIGINFO};
    void *volatile area = mmap(NULL, LARGE, PROT_READ | PROT_WRITE, PRIVATE, -1, 0);
    void (*volatile halt)(void) = (void (*)(void))page_end();
    volatile long wrong = 0, tries = 0, end = milliseconds() + MS;
    pid_t child = fork();
    pthread_t thread;

    if (!child)
        fault_for_ever();
    memset(area, 1, LARGE);
    sigaction(SIGSEGV, &action, NULL);
    pthread_create(&thread, NULL, hold_lock, area);
    while (milliseconds() < end) {
        tries++;
        if (!sigsetjmp(back, 1))
            halt();
        wrong += number != 13 || error != 0;
    }
    stop = true;
    pthread_join(thread, NULL);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    if (wrong)
        printf("%ld of %ld wrong\n", wrong, tries);
    check(tries > 10 && !wrong, "traps are told as they were, whatever others do meanwhile");
    return check_done("waits");
}
