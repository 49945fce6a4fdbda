/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread keeps its vector registers, x87 and MXCSR: over system calls, those that make threads of
 * the kernel (io_uring) too, in children, behind exec, in and after signal handlers.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/io_uring.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "extended.h"

#define ENTRIES 8
#define WORKERS 20

static const char *self;

/* ---- io_uring ---- */

struct ring {
    int fd;
    uint8_t *queue;
    struct io_uring_sqe *entries;
    struct io_uring_params params;
};

static bool ring_make(struct ring *r)
{
    memset(r, 0, sizeof *r);
    r->fd = (int)syscall(SYS_io_uring_setup, ENTRIES, &r->params);
    if (r->fd < 0)
        return false;
    r->queue = mmap(NULL, r->params.sq_off.array + ENTRIES * sizeof(uint32_t),
                    PROT_READ | PROT_WRITE, MAP_SHARED, r->fd, IORING_OFF_SQ_RING);
    r->entries = mmap(NULL, ENTRIES * sizeof *r->entries, PROT_READ | PROT_WRITE, MAP_SHARED, r->fd,
                      IORING_OFF_SQES);
    return r->queue != MAP_FAILED && r->entries != MAP_FAILED;
}

/* One read that a thread of the kernel's does; the first ones make such threads. */
static void ring_read(struct ring *r, int file, char *to)
{
    uint32_t *tail = (uint32_t *)(r->queue + r->params.sq_off.tail);

    r->entries[0] = (struct io_uring_sqe){.opcode = IORING_OP_READ,
                                          .flags = IOSQE_ASYNC,
                                          .fd = file,
                                          .addr = (uintptr_t)to,
                                          .len = 16};
    ((uint32_t *)(r->queue + r->params.sq_off.array))[*tail % ENTRIES] = 0;
    __atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
}

static void check_io_uring(void)
{
    static char buffer[16];
    struct ring ring;
    int file = open("/proc/self/stat", O_RDONLY), lost = 0;

    if (!ring_make(&ring)) {
        check(false, "io_uring is there");
        return;
    }
    for (unsigned i = 0; i < WORKERS; i++) {
        struct extended in = extended_value(i), out;

        ring_read(&ring, file, buffer);
        lost += extended_call(&in, &out, SYS_io_uring_enter, ring.fd, 1, 0) != 1 ||
                !extended_same(&in, &out);
    }
    check(lost == 0, "system calls that make threads of the kernel's keep the registers");
    close(ring.fd);
    close(file);
}

/* ---- Children ---- */

static int status_of(pid_t child)
{
    int status = -1;

    waitpid(child, &status, 0);
    return status;
}

static void check_child(const char *name, long number, long flags)
{
    struct extended in = extended_value(7), out = {0};
    long child = extended_call(&in, &out, number, flags, 0, 0);

    if (child == 0)
        _exit(extended_same(&in, &out) ? 7 : 8);
    check(extended_same(&in, &out), name);
    check(status_of((pid_t)child) == 7 << 8, "and its child starts with the same");
}

static void check_exec(void)
{
    struct extended in = extended_value(6), out;
    char *const arguments[] = {(char *)self, "fresh", NULL};
    pid_t child = fork();

    if (child == 0) {
        extended_call(&in, &out, SYS_execve, (long)self, (long)arguments, 0);
        _exit(9);
    }
    check(status_of(child) == 7 << 8, "a program starts with fresh registers");
}

static bool fresh(void)
{
    uint32_t mxcsr;
    uint16_t control, status;

    __asm__ volatile("stmxcsr %0; fnstcw %1; fnstsw %2" : "=m"(mxcsr), "=m"(control), "=m"(status));
    return (mxcsr & ~MXCSR_STATUS) == 0x1f80 && control == 0x37f && (status >> 11 & 7) == 0;
}

/* ---- Signals ---- */

static volatile bool handler_fresh;

static void on_signal(int number)
{
    struct extended in = extended_value(2), out;

    (void)number;
    handler_fresh = fresh();
    extended_call(&in, &out, SYS_getppid, 0, 0, 0);
    __asm__ volatile("pcmpeqd %%xmm5, %%xmm5; fninit" : : : "xmm5");
}

static void check_signal(void)
{
    struct extended in = extended_value(3), out;

    signal(SIGUSR1, on_signal);
    extended_call(&in, &out, SYS_kill, getpid(), SIGUSR1, 0);
    check(handler_fresh, "a signal handler starts with fresh registers");
    check(extended_same(&in, &out), "whatever it does, the program has its own again");
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "fresh") == 0)
        return fresh() ? 7 : 8;
    self = argv[0];
    check_io_uring();
    check_child("fork keeps the registers", SYS_fork, 0);
    check_child("vfork keeps the registers", SYS_vfork, 0);
    check_child("clone keeps the registers", SYS_clone, SIGCHLD);
    check_exec();
    check_signal();
    return check_done("extended");
}
