/* SPDX-License-Identifier: BSD-2-Clause */
/* Old ways into the kernel: `int 0x80` and the vsyscall page. Linked below 2 GiB. */
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

#define OLD_EXIT   1 /* numbers of 32-bit programs */
#define OLD_FORK   2
#define OLD_READ   3
#define OLD_WRITE  4
#define OLD_EXECVE 11
#define OLD_GETPID 20
#define VSYSCALL   0xffffffffff600000ul

static sigjmp_buf back;
static volatile uintptr_t fault_address;
static char text[8] = "through"; /* its address has 32 bits */

static void on_fault(int number, siginfo_t *info, void *context)
{
    (void)context;
    fault_address = (uintptr_t)info->si_addr;
    siglongjmp(back, number);
}

static long old_call(long number, long a, long b, long c)
{
    long result;

    asm volatile("int $0x80" : "=a"(result) : "0"(number), "b"(a), "c"(b), "d"(c) : "memory");
    return result;
}

/* Registers that the call says nothing about must stay as they are. */
static bool registers_kept(void)
{
    register uint64_t r8 asm("r8") = 0x8888888888888888, r9 asm("r9") = 0x9999999999999999;
    register uint64_t r10 asm("r10") = 0x1010101010101010, r11 asm("r11") = 0x1111111111111111;
    uint64_t di = 0xdddddddddddddddd, si = 0x5555555555555555, result = OLD_WRITE;
    uint64_t bx = ~0ul << 32 | 1, cx = 0xeeeeeeee00000000 | (uintptr_t)text,
             dx = 0xabcdef0000000000;

    asm volatile("int $0x80"
                 : "+a"(result), "+b"(bx), "+c"(cx), "+d"(dx), "+D"(di), "+S"(si), "+r"(r8),
                   "+r"(r9), "+r"(r10), "+r"(r11)
                 :
                 : "memory");
    return result == 0 && r8 == 0x8888888888888888 && r9 == 0x9999999999999999 &&
           r10 == 0x1010101010101010 && r11 == 0x1111111111111111 && di == 0xdddddddddddddddd &&
           si == 0x5555555555555555 && bx == (~0ul << 32 | 1) &&
           cx == (0xeeeeeeee00000000 | (uintptr_t)text) && dx == 0xabcdef0000000000;
}

static void int_80(void)
{
    int ends[2], status = -1;
    char word[8] = "";
    long child;

    check(old_call(OLD_GETPID, 0, 0, 0) == getpid(), "int 0x80: getpid");
    check(!pipe(ends) && old_call(OLD_WRITE, ends[1], (long)text, 8) == 8 &&
              read(ends[0], word, 8) == 8 && !strcmp(word, text),
          "int 0x80: write");
    check(old_call(OLD_WRITE, ends[1], 4, 8) == -EFAULT, "int 0x80: an error is a negative result");
    check(old_call(OLD_WRITE, -1, (long)text, 8) == -EBADF,
          "int 0x80: a negative argument has 32 bits");
    check(registers_kept(),
          "int 0x80: registers keep their values, and arguments are their lower halves");
    check(old_call(OLD_EXECVE, (long)text, 0, 0) == -ENOSYS &&
              old_call(100000, 0, 0, 0) == -ENOSYS && old_call(-1, 0, 0, 0) == -ENOSYS,
          "int 0x80: other calls do not exist");
    child = old_call(OLD_FORK, 0, 0, 0);
    if (child == 0)
        old_call(OLD_EXIT, 42, 0, 0);
    check(child > 0 && waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 42,
          "int 0x80: fork and exit");
}

static int outcome; /* a signal, or 0 */
static long vsyscall(unsigned long offset, void *first, void *second)
{
    long (*volatile function)(void *, void *,
                              void *) = (long (*)(void *, void *, void *))(VSYSCALL + offset);

    outcome = sigsetjmp(back, 1);
    return outcome ? -1 : function(first, second, NULL);
}

static void vsyscalls(void)
{
    struct timeval now = {0};
    unsigned cpu = 99;
    time_t seconds = 0;

    check(vsyscall(0, &now, NULL) == 0 && now.tv_sec - time(NULL) <= 1 && now.tv_sec,
          "vsyscall: gettimeofday");
    check(vsyscall(1024, &seconds, NULL) == seconds && seconds - time(NULL) <= 1 && seconds,
          "vsyscall: time");
    check(vsyscall(1024, NULL, NULL) >= seconds && !outcome,
          "vsyscall: time without a place for it");
    check(vsyscall(2048, &cpu, NULL) == 0 && cpu == 0, "vsyscall: getcpu");
    vsyscall(1024, (void *)16, NULL);
    check(outcome == SIGSEGV && fault_address == 16, "vsyscall: a bad pointer is a fault");
    vsyscall(3072, NULL, NULL);
    check(outcome == SIGSEGV, "vsyscall: there is no fourth function");
    vsyscall(1, NULL, NULL);
    check(outcome == SIGSEGV && fault_address == VSYSCALL + 1,
          "vsyscall: functions have one entry");
    if (!(outcome = sigsetjmp(back, 1)))
        (void)*(volatile char *)VSYSCALL;
    check(outcome == SIGSEGV, "vsyscall: the page cannot be read");
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};

    sigaction(SIGSEGV, &action, NULL);
    int_80();
    vsyscalls();
    return check_done("legacy");
}
