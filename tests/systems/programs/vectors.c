/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Vector registers while others come and go. One process holds values in them and computes; others
 * store a register over pages that they share with their parent until then, so that each store is a
 * page fault. Usage: vectors SECONDS
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

#define PAGE  4096
#define PAGES 64
#define STEPS "20000" /* of a loop that takes a part of a time slice */

static uint8_t data[PAGES * PAGE] __attribute__((aligned(PAGE))) = {1};

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Whether two registers, x87's top and MXCSR are there after a while as before. */
static bool hold(uint64_t round)
{
    const uint64_t in[4] = {round, ~round, round * 3, round * 5};
    uint64_t out[4];
    double number = (double)round, after;
    uint32_t mxcsr = 0x1f80 | (round % 4) << 13, found;

    __asm__ volatile(
        "ldmxcsr %4\n fldl %5\n movups (%2), %%xmm3\n movups 16(%2), %%xmm11\n mov $" STEPS
        ", %%ecx\n"
        "1: dec %%ecx\n jnz 1b\n"
        "movups %%xmm3, (%3)\n movups %%xmm11, 16(%3)\n fstpl %0\n stmxcsr %1\n"
        : "=m"(after), "=m"(found)
        : "r"(in), "r"(out), "m"(mxcsr), "m"(number)
        : "ecx", "xmm3", "xmm11", "memory");
    uint32_t usual = 0x1f80;
    __asm__ volatile("ldmxcsr %0" : : "m"(usual));
    return memcmp(in, out, sizeof in) == 0 && after == number && found == mxcsr;
}

/* In a child: each store is the first write to a page, and so a page fault. Exit status 1: some did
 * not arrive. */
static void store_everywhere(uint64_t value)
{
    const uint64_t in[2] = {value, ~value};
    bool same = true;

    __asm__ volatile("movups (%0), %%xmm0\n mov %1, %%rax\n mov %2, %%ecx\n"
                     "1: movups %%xmm0, 64(%%rax)\n add $4096, %%rax\n dec %%ecx\n jnz 1b\n"
                     :
                     : "r"(in), "r"(data), "i"(PAGES)
                     : "rax", "ecx", "xmm0", "memory");
    for (int i = 0; i < PAGES; i++)
        same &= memcmp(data + i * PAGE + 64, in, sizeof in) == 0;
    _exit(!same);
}

int main(int argc, char *argv[])
{
    double end = now() + (argc > 1 ? atof(argv[1]) : 1);
    unsigned rounds = 0, lost = 0, wrong = 0;

    for (; now() < end; rounds++) {
        int status = -1;
        pid_t child = fork();

        if (child == 0)
            store_everywhere(0x1111111111111111 * (1 + rounds % 14));
        lost += !hold(rounds + 1);
        waitpid(child, &status, 0);
        wrong += status != 0;
    }
    check(rounds >= 10, "there was time for some rounds");
    check(lost == 0, "vector registers, x87 and MXCSR are kept");
    check(wrong == 0, "a register arrives in each page, whatever faults it takes");
    return check_done("vectors");
}
