/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses that a process passes to system calls: where it may not read or write itself, the
 * kernel does not, either. For a VM of up to 100 MiB: the last case takes all its memory.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

#define PAGE    4096ul
#define PRIVATE (MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE)
#define ALIAS   (1ul << 48) /* page tables do not look at this bit */
#define KERNEL  (1ul << 63)
#define MOST    32768 /* pages: more than the machine has */

static char *pages(size_t count)
{
    char *result = mmap(NULL, count * PAGE, PROT_READ | PROT_WRITE, PRIVATE, -1, 0);

    return result == MAP_FAILED ? NULL : result;
}

static bool refused(long result)
{
    return result == -1 && errno == EFAULT;
}

static int ends[2]; /* of a pipe with something in it */

/* Each way into the kernel for strings, and some for data. */
static bool all_refused(uintptr_t address)
{
    struct iovec vector = {(void *)address, 8};
    char *at = (char *)address;
    struct stat about;

    return refused(open(at, O_RDONLY)) && refused(syscall(SYS_stat, at, &about)) &&
           refused(syscall(SYS_execve, at, NULL, NULL)) && refused(syscall(SYS_symlink, at, at)) &&
           refused(write(ends[1], at, 8)) && refused(read(ends[0], at, 8)) &&
           refused(writev(ends[1], &vector, 1)) && refused(readv(ends[0], &vector, 1)) &&
           refused(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, (struct timespec *)at)) &&
           refused(syscall(SYS_futex, at, FUTEX_WAIT, 0, NULL, NULL, 0)) &&
           refused(syscall(SYS_futex, &about, FUTEX_WAKE_OP, 1, 1, at, 0));
}

static void strange(void)
{
    char *string = pages(4);

    memset(string, 'a', 4 * PAGE);
    check(all_refused((uintptr_t)string | ALIAS), "an address with a bit too much is refused");
    check(all_refused((uintptr_t)string | KERNEL), "so is one that has the sign of the kernel's");
    check(all_refused(-PAGE) && all_refused(-8ul), "and the last ones of all");
    check(all_refused(KERNEL >> 15) && all_refused(0x8000000000000000),
          "and the first ones above a process's");
    check(all_refused(8), "and those below");
}

static void closed(void)
{
    char *page = pages(3);
    int file = memfd_create("part", 0);

    memcpy(page + PAGE, "/", 2);
    mprotect(page + PAGE, PAGE, PROT_NONE);
    check(all_refused((uintptr_t)page + PAGE),
          "what was written, and may no longer be read, is not");
    memcpy(page + PAGE - 4, "abcd", 4);
    check(refused(open(page + PAGE - 4, O_RDONLY)), "nor is a string's second part");
    check(write(file, page + PAGE - 4, 8) == 4, "the part of the data before it is written");
    check(!mprotect(page + PAGE, PAGE, PROT_READ) && open(page + PAGE, O_RDONLY) >= 0,
          "until it may be read again");
    check(refused(read(ends[0], page + PAGE, 1)), "but not written");
    check(page[PAGE] == '/', "nor is it");
    memcpy(page + PAGE - 2, "/", 2);
    munmap(page + PAGE, PAGE);
    check(open(page + PAGE - 2, O_RDONLY) >= 0, "a string may end where its area does");
}

/* Many processes share pages of zeros and of files; a writer gets a page of its own. */
static void shared(void)
{
    char *zeros = pages(2), *child_writes = pages(1);
    int status = -1;

    check(zeros[0] == 0 && zeros[PAGE] == 0 && read(ends[0], zeros, 1) == 1 && zeros[0] == 'p' &&
              zeros[PAGE] == 0,
          "what is read into a page of zeros is in that one only");
    child_writes[0] = 1;
    if (!fork())
        _exit(read(ends[0], child_writes, 1) != 1 || child_writes[0] != 'p');
    check(wait(&status) > 0 && !status && child_writes[0] == 1,
          "what a child reads is in its own page");
}

static void take_all(int start)
{
    char byte, *all = pages(MOST);

    if (read(start, &byte, 1) == 1)
        for (size_t i = 0; i < MOST; i++)
            all[i * PAGE] = 1;
    _exit(0);
}

/* MADV_FREE: pages may be taken away until something is written there, by the kernel, too. */
static void freed(void)
{
    enum { COUNT = 64 };
    char *lazy = pages(COUNT);
    int start[2], lost = 0, failed = pipe(start);
    pid_t child = fork();

    if (!child)
        take_all(start[0]);
    memset(lazy, 'x', COUNT * PAGE);
    failed |= madvise(lazy, COUNT * PAGE, MADV_FREE);
    for (int i = 0; i < COUNT; i++)
        failed |= read(ends[0], lazy + i * PAGE, 1) != 1;
    failed |= write(start[1], "s", 1) != 1 || waitpid(child, NULL, 0) != child;
    for (int i = 0; i < COUNT; i++)
        lost += lazy[i * PAGE] != 'p';
    check(!failed && !lost, "what is read into pages that were given up outlives a lack of memory");
}

int main(void)
{
    char many[4096];

    memset(many, 'p', sizeof many);
    if (pipe(ends) || write(ends[1], many, sizeof many) != sizeof many)
        return 1;
    strange();
    closed();
    shared();
    freed();
    return check_done("pointers");
}
