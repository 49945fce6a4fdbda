/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Gives a reader of the tool mutated inputs, under sanitizers, and says, as TAP, how many it read:
 * none may crash it, end it, take more than 5 s of CPU time or ask for more than 1 GiB of memory.
 *
 * Usage: fuzz READER FIXTURES [--count N | --seconds S] [--first N]
 *
 * $EVM_FUZZ_SECONDS overrides --seconds. Input number N is the same each time. The working folder
 * keeps an input that fails as fuzz-READER-N.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/files.h"
#include "base/temporary.h"
#include "base/words.h"
#include "fuzz.h"
#include "rump.h"

#define BATCH     50  /* inputs of one process */
#define CPU_LIMIT 5   /* seconds for an input */
#define LIMIT     120 /* seconds that pass, on a machine that has other work */
#define FAILURES  20  /* it stops after these */

/* The allocator refuses larger requests, and ends the process if it holds more. */
const char *__asan_default_options(void)
{
    return "max_allocation_size_mb=1024:hard_rss_limit_mb=1024:detect_leaks=0:quarantine_size_mb=8";
}

static char *folder, home[4096];

/* Reports from the children. */
static volatile struct seen {
    uint64_t current;                /* the current input */
    uint64_t longest, longest_input; /* CPU time in us, and the input that took it */
    /* in KiB, the most of a process for its batch, with the sanitizers' */
    uint64_t memory;
} * seen;

void put_input(const struct buffer *input)
{
    int fd = open(INPUT, O_WRONLY | O_CREAT | O_TRUNC, 0644);

    if (fd < 0 || write(fd, input->size ? input->data : "", input->size) != (ssize_t)input->size)
        exit(host_error(INPUT ": %s", strerror(errno)));
    close(fd);
}

static struct buffer make_input(const struct reader *reader, const struct seeds *seeds,
                                uint64_t number)
{
    uint64_t random = number * 0x2545f4914f6cdd1d + 1;
    struct buffer input = mutate(seeds, number, &random);

    if (reader->finish)
        reader->finish(&input, &random);
    return input;
}

static void limit_time(unsigned seconds)
{
    struct itimerval timer = {.it_value.tv_sec = seconds};

    setitimer(ITIMER_PROF, &timer, NULL);
    alarm(seconds ? LIMIT : 0);
}

static uint64_t cpu_time(void)
{
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_nsec / 1000;
}

static void read_input(const struct reader *reader, const struct buffer *input)
{
    uint64_t start = cpu_time();

    limit_time(CPU_LIMIT);
    reader->read(input);
    limit_time(0);
    uint64_t taken = cpu_time() - start;

    if (taken > seen->longest) {
        seen->longest = taken;
        seen->longest_input = seen->current;
    }
}

static void note_memory(void)
{
    struct rusage usage;

    if (!getrusage(RUSAGE_SELF, &usage) && (uint64_t)usage.ru_maxrss > seen->memory)
        seen->memory = usage.ru_maxrss;
}

static void read_batch(const struct reader *reader, const struct seeds *seeds, uint64_t first,
                       uint64_t end)
{
    if (!freopen("/dev/null", "w", stdout) || !freopen("stderr", "w", stderr))
        _exit(1);
    for (seen->current = first; seen->current < end; seen->current++) {
        struct buffer input = make_input(reader, seeds, seen->current);

        read_input(reader, &input);
        buffer_free(&input);
        if (ftruncate(2, 0))
            _exit(1);
    }
    note_memory();
    _exit(0);
}

/* Shows the last output of the process that failed. */
static void show_failure(const struct reader *reader, const struct seeds *seeds, int status)
{
    struct buffer input = make_input(reader, seeds, seen->current), said = {0};
    char *path = text("%s/fuzz-%s-%llu", home, reader->name, (unsigned long long)seen->current);

    file_write(path, input.data, input.size, 0644);
    printf("# input %llu: %s %d, kept as %s\n", (unsigned long long)seen->current,
           WIFSIGNALED(status) ? "signal" : "ended with status",
           WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), path);
    if (file_read("stderr", &said)) {
        buffer_extend(&said, 1);
        unsigned lines = 0;

        for (char *line, *rest = said.data; (line = strsep(&rest, "\n")) && lines < 30; lines++)
            printf("#   %.200s\n", line);
    }
    buffer_free(&said);
    buffer_free(&input);
    free(path);
}

/* Reads inputs from `first` on. Returns how many were read; a failed one is the last of them. */
static uint64_t run_batch(const struct reader *reader, const struct seeds *seeds, uint64_t first,
                          uint64_t end, unsigned *failures)
{
    fflush(stdout); /* or the child would print it, too */
    pid_t child = fork();
    int status;

    if (!child)
        read_batch(reader, seeds, first, end);
    if (child < 0 || waitpid(child, &status, 0) != child)
        exit(host_error("cannot start a process: %s", strerror(errno)));
    if (status == 0)
        return end - first;
    show_failure(reader, seeds, status);
    ++*failures;
    return seen->current + 1 - first;
}

static bool run(const struct reader *reader, uint64_t first, uint64_t count, uint64_t seconds)
{
    time_t start = time(NULL);
    struct seeds seeds = {0};
    unsigned failures = 0;
    uint64_t done = 0;

    seen = mmap(NULL, sizeof(*seen), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    reader->prepare(&seeds);
    while (done < count && failures < FAILURES &&
           (!seconds || (uint64_t)(time(NULL) - start) < seconds)) {
        uint64_t end = count - done < BATCH ? count : done + BATCH;

        done += run_batch(reader, &seeds, first + done, first + end, &failures);
    }
    printf("1..1\n%sok 1 - %s: %llu inputs from %u seeds, %u failures, %lld s\n",
           failures || !done ? "not " : "", reader->name, (unsigned long long)done, seeds.count,
           failures, (long long)(time(NULL) - start));
    printf("# the longest took %.1f ms of CPU time (input %llu); a process had at most %llu MiB\n",
           seen->longest / 1e3, (unsigned long long)seen->longest_input,
           (unsigned long long)seen->memory >> 10);
    for (uint32_t i = 0; i < seeds.count; i++)
        buffer_free(&seeds.item[i]);
    free(seeds.item);
    return !failures && done;
}

static pid_t harness;

/* Removes the folder at every end of the harness. A reader that ends the process is a child, and a
 * failure. */
static void remove_folder(void)
{
    if (getpid() == harness && !chdir("/"))
        temporary_remove(folder);
}

static void make_folder(const char *fixtures)
{
    static const char *const programs[] = {"static.elf", "needy.elf", "kernel.elf"};

    folder = temporary_folder(NULL, "evm-fuzz");
    if (!folder)
        exit(OUTCOME_HOST);
    harness = getpid();
    atexit(remove_folder);
    if (!getcwd(home, sizeof(home)) || chdir(folder) || mkfifo("pipe", 0600))
        exit(host_error("%s: %s", folder, strerror(errno)));
    for (unsigned i = 0; i < COUNT(programs); i++) {
        char *from = text("%s%s%s/fixture_%s", *fixtures == '/' ? "" : home,
                          *fixtures == '/' ? "" : "/", fixtures, programs[i]);

        if (!file_copy_changed(from, programs[i]))
            exit(host_error("%s: %s", from, file_error()));
        free(from);
    }
    rump_environment(folder);
    setenv("TMPDIR", folder, 1);
}

static int usage(void)
{
    fputs("usage: fuzz READER FIXTURES [--count N | --seconds S] [--first N]; READER: one of",
          stderr);
    for (unsigned i = 0; i < reader_count; i++)
        fprintf(stderr, " %s", readers[i].name);
    fputc('\n', stderr);
    return 2;
}

int main(int argc, char *argv[])
{
    uint64_t count = 0, seconds = 0, first = 0;
    const char *longer = getenv("EVM_FUZZ_SECONDS"); /* overrides --seconds */
    bool good = argc >= 3;
    unsigned index = 0;

    for (int i = 3; i < argc && good; i += 2) {
        uint64_t *value = !strcmp(argv[i], "--count")     ? &count
                          : !strcmp(argv[i], "--seconds") ? &seconds
                          : !strcmp(argv[i], "--first")   ? &first
                                                          : NULL;

        good = value && i + 1 < argc && parse_number(argv[i + 1], value);
    }
    good = good && (!longer || !seconds || parse_number(longer, &seconds));
    while (good && index < reader_count && strcmp(readers[index].name, argv[1]))
        index++;
    if (!good || index == reader_count)
        return usage();
    make_folder(argv[2]);
    good = run(&readers[index], first, count ? count : seconds ? UINT64_MAX : 1000, seconds);
    return !good;
}
