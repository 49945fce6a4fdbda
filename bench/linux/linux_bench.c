/* SPDX-License-Identifier: BSD-2-Clause */
/* The costs of a Linux kernel's services, in TSC ticks: with QEMU's `-icount shift=0` a tick is an
 * instruction. One static program, the first process of any Linux, prints `bench NAME VALUE` lines,
 * medians less the cost of an empty measurement; `bench NAME absent: REASON` for a service that the
 * kernel lacks. Argument "boot": prints only the first line. Argument "poweroff": ends the machine
 * when done, as a first process cannot return. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>
#include <x86intrin.h>

#define SAMPLES 1000
#define FORKS   200
#define PAGE    4096

static uint64_t samples[SAMPLES];
static uint64_t empty; /* cost of measuring nothing */

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static uint64_t median(int count)
{
    qsort(samples, count, sizeof samples[0], compare);
    return samples[count / 2];
}

static void report(const char *name, int count)
{
    printf("bench %s %llu\n", name, (unsigned long long)(median(count) - empty));
}

static void absent(const char *name, const char *what)
{
    printf("bench %s absent: %s: %s\n", name, what, strerror(errno));
}

#define MEASURE(count, statement)          \
    for (int i_ = 0; i_ < (count); i_++) { \
        uint64_t start_ = __rdtsc();       \
        statement;                         \
        samples[i_] = __rdtsc() - start_;  \
    }

static void bench_getpid(void)
{
    MEASURE(SAMPLES, syscall(SYS_getppid));
    report("getpid", SAMPLES);
}

static void bench_read_4k(void)
{
    static char block[PAGE];
    struct statfs fs;
    int fd;

    mkdir("/bench", 0755);
    (void)!mount("tmpfs", "/bench", "tmpfs", 0,
                 NULL); /* fails if the root is one already: fstatfs decides */
    fd = open("/bench/file", O_RDWR | O_CREAT, 0644);
    if (fd < 0 || write(fd, block, sizeof block) != sizeof block || fstatfs(fd, &fs) < 0) {
        absent("read_4k", "cannot make a file");
    } else if (fs.f_type != TMPFS_MAGIC) {
        errno = ENODEV;
        absent("read_4k", "no tmpfs");
    } else {
        MEASURE(SAMPLES, (void)!pread(fd, block, sizeof block, 0));
        report("read_4k", SAMPLES);
    }
    close(fd);
}

/* Child: sends every byte back until the parent closes its end. */
static void echo(int in, int out)
{
    char byte;

    while (read(in, &byte, 1) == 1)
        (void)!write(out, &byte, 1);
    _exit(0);
}

/* Half of a byte's way to another process and back, less a byte through a pipe of its own: the
 * switch alone. */
static void bench_pipe(void)
{
    int there[2], back[2];
    char byte = 'x';
    uint64_t round_trip;
    pid_t child;

    if (pipe(there) < 0 || pipe(back) < 0 || (child = fork()) < 0) {
        absent("pipe", "cannot make two processes with pipes");
        absent("context_switch", "cannot make two processes with pipes");
        return;
    }
    if (child == 0) {
        close(there[1]);
        echo(there[0], back[1]);
    }
    MEASURE(SAMPLES, (void)!write(there[1], &byte, 1); (void)!read(back[0], &byte, 1));
    report("pipe", SAMPLES);
    round_trip = median(SAMPLES) - empty;
    MEASURE(SAMPLES, (void)!write(back[1], &byte, 1); (void)!read(back[0], &byte, 1));
    printf("bench context_switch %llu\n",
           (unsigned long long)(round_trip / 2 - (median(SAMPLES) - empty)));
    close(there[1]);
    waitpid(child, NULL, 0);
}

static void fork_exit_wait(void)
{
    pid_t child = fork();

    if (child == 0)
        _exit(0);
    waitpid(child, NULL, 0);
}

static void bench_fork(void)
{
    MEASURE(FORKS, fork_exit_wait());
    report("fork", FORKS);
}

static void bench_page_fault(void)
{
    volatile char *memory = mmap(NULL, SAMPLES * PAGE, PROT_READ | PROT_WRITE,
                                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED) {
        absent("page_fault", "mmap");
        return;
    }
    madvise((void *)memory, SAMPLES * PAGE,
            MADV_NOHUGEPAGE); /* an error means there are no huge pages: as wanted */
    MEASURE(SAMPLES, memory[i_ * PAGE] = 1);
    report("page_fault", SAMPLES);
    munmap((void *)memory, SAMPLES * PAGE);
}

int main(int argc, char **argv)
{
    printf("bench boot_tsc %llu\n", (unsigned long long)__rdtsc());
    fflush(stdout);
    if (argc > 1 && strcmp(argv[1], "boot") == 0)
        return 0;
    MEASURE(SAMPLES, );
    empty = median(SAMPLES);
    bench_getpid();
    bench_read_4k();
    bench_pipe();
    bench_fork();
    bench_page_fault();
    puts("bench done 0");
    fflush(stdout);
    if (argc > 1 && strcmp(argv[1], "poweroff") == 0)
        reboot(RB_POWER_OFF);
    return 0;
}
