/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls that write to the memory of a process while there is none left, neither for pages
 * nor for page tables: the process ends or sees an error, what others share with it stays as it is,
 * and the kernel goes on. For a VM of a few MiB: the processes take all that they get.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

#define PAGE    4096ul
#define FAR     (2ul << 20) /* each takes a page, and one of a page table */
#define PIECES  1024
#define SHARED  256
#define ROUNDS  4
#define CALLS   64
#define PRIVATE (MAP_PRIVATE | MAP_ANONYMOUS)

/* One byte each: to a page far from the others, or to one that is the parent's as well. */
static void take_all(int file, char *shared, unsigned phase)
{
    static struct iovec vectors[PIECES];
    char *area = mmap(NULL, CALLS * PIECES * FAR, PROT_READ | PROT_WRITE, PRIVATE | MAP_NORESERVE,
                      -1, 0);

    for (unsigned call = 0; call < CALLS; call++) {
        for (unsigned i = 0; i < PIECES; i++) {
            char *own = area + (call * PIECES + i) * FAR, *both = shared + i / 2 % SHARED * PAGE;

            vectors[i] = (struct iovec){i % 2 == phase % 2 ? own : both, 1};
        }
        if (preadv(file, vectors, PIECES, 0) < 0)
            _exit(errno == EFAULT ? 0 : errno);
    }
    _exit(99);
}

static bool is(const char *bytes, int value, size_t count)
{
    return bytes[0] == (char)value && !memcmp(bytes, bytes + 1, count - 1);
}

int main(void)
{
    char text[PIECES], *shared = mmap(NULL, SHARED * PAGE, PROT_READ | PROT_WRITE, PRIVATE, -1, 0),
                       *zeros = mmap(NULL, SHARED * PAGE, PROT_READ, PRIVATE, -1, 0);
    int file = memfd_create("scarce", 0);

    memset(text, 'x', sizeof text);
    memset(shared, 's', SHARED * PAGE);
    if (write(file, text, sizeof text) != sizeof text)
        return 1;
    for (unsigned round = 0; round < ROUNDS; round++) {
        pid_t child = fork();
        int status = -1;

        if (!child)
            take_all(file, shared, round);
        waitpid(child, &status, 0);
        check(WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL : !WEXITSTATUS(status),
              "a process that takes all memory by a system call ends");
        if (!is(shared, 's', SHARED * PAGE) || !is(zeros, 0, SHARED * PAGE))
            check(false, "and what it shares with others is as it was");
    }
    return check_done("scarce");
}
