/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An entry of libFuzzer for each reader of the tool: no input may crash it, end it, take more than
 * 5 s of CPU time or ask for more than 1 GiB of memory.
 *
 * Usage: readers --reader=NAME --fixtures=FOLDER [OPTION OF LIBFUZZER | INPUT]...
 *
 * Without inputs, but perhaps with folders of them, it begins with the reader's seeds, too.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "../kernel/random.h"
#include "base/files.h"
#include "base/temporary.h"
#include "base/words.h"
#include "fuzz.h"
#include "rump.h"

#define CPU_LIMIT 5 /* seconds for an input */
#define SEEDS     "seeds"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* The allocator refuses larger requests. The readers free nothing that lasts as long as the
 * tool. */
const char *__asan_default_options(void)
{
    return "max_allocation_size_mb=1024:detect_leaks=0:quarantine_size_mb=8";
}

static const struct reader *reader;
static char *folder, home[4096];

void put_input(const struct buffer *input)
{
    int fd = open(INPUT, O_WRONLY | O_CREAT | O_TRUNC, 0644);

    if (fd < 0 || write(fd, input->size ? input->data : "", input->size) != (ssize_t)input->size)
        exit(host_error(INPUT ": %s", strerror(errno)));
    close(fd);
}

uint64_t next(uint64_t *random)
{
    return random_after(random);
}

void seeds_add(struct seeds *seeds, const void *bytes, size_t size)
{
    seeds->item = need_room(seeds->item, seeds->count, sizeof(*seeds->item));
    seeds->item[seeds->count] = (struct buffer){0};
    buffer_add(&seeds->item[seeds->count++], bytes, size);
}

/* ---- Preparation ----------------------------------------------------------------------------- */

static pid_t harness;

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

/* Writes the seeds where libFuzzer reads them. */
static char *write_seeds(void)
{
    struct seeds seeds = {0};

    reader->prepare(&seeds);
    for (uint32_t i = 0; i < seeds.count; i++) {
        char *path = text(SEEDS "/%u", i);

        if (!file_make_folders(path) ||
            !file_write(path, seeds.item[i].data, seeds.item[i].size, 0644))
            exit(host_error("%s: %s", path, file_error()));
        buffer_free(&seeds.item[i]);
        free(path);
    }
    free(seeds.item);
    return text("%s/" SEEDS, folder);
}

static const struct reader *find_reader(const char *name)
{
    for (unsigned i = 0; i < reader_count; i++)
        if (name && !strcmp(readers[i].name, name))
            return &readers[i];
    fputs("usage: readers --reader=NAME --fixtures=FOLDER [INPUT]...; NAME: one of", stderr);
    for (unsigned i = 0; i < reader_count; i++)
        fprintf(stderr, " %s", readers[i].name);
    fputc('\n', stderr);
    exit(2);
}

static const char *value_of(const char *argument, const char *option)
{
    size_t length = strlen(option);

    return strncmp(argument, option, length) ? NULL : argument + length;
}

static void alarmed(int signal)
{
    (void)signal;
    abort(); /* libFuzzer keeps the input */
}

/* Makes inputs' paths absolute: the working folder is another one from now on. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    const char *name = NULL, *fixtures = "";
    char **arguments = need((*argc + 2) * sizeof(*arguments));
    bool inputs = false;
    struct stat status;

    for (int i = 0; i < *argc; i++) {
        arguments[i] = (*argv)[i];
        name = value_of(arguments[i], "--reader=") ?: name;
        fixtures = value_of(arguments[i], "--fixtures=") ?: fixtures;
        if (i > 0 && *arguments[i] != '-') {
            arguments[i] = realpath(arguments[i], NULL) ?: arguments[i];
            inputs = inputs || (!stat(arguments[i], &status) && S_ISREG(status.st_mode));
        }
    }
    reader = find_reader(name);
    make_folder(fixtures);
    char *seeds = write_seeds();

    if (!inputs)
        arguments[(*argc)++] = seeds;
    arguments[*argc] = NULL;
    *argv = arguments;
    signal(SIGPROF, alarmed);
    return 0;
}

/* ---- An input -------------------------------------------------------------------------------- */

static void limit_time(unsigned seconds)
{
    struct itimerval timer = {.it_value.tv_sec = seconds};

    setitimer(ITIMER_PROF, &timer, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct buffer input = {0};
    uint64_t random = random_state_of(bytes, size);

    buffer_add(&input, bytes, size);
    if (reader->finish)
        reader->finish(&input, &random);
    limit_time(CPU_LIMIT);
    reader->read(&input);
    limit_time(0);
    buffer_free(&input);
    return 0;
}
