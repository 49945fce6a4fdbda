/* SPDX-License-Identifier: BSD-2-Clause */
/* `evm logs`. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "live/home.h"
#include "live/live.h"
#include "live/log.h"
#include "live/target.h"

struct choice {
    const char *name;
    char since[LOG_TIME + 1]; /* "": from the beginning */
};

static bool begins(const char **text, const char *with)
{
    size_t size = strlen(with);

    if (strncmp(*text, with, size))
        return false;
    *text += size;
    return true;
}

/* Whether the line is the component's, or what the supervisor says of it. */
static bool is_of(const char *text, const char *name)
{
    if (!begins(&text, "["))
        return false;
    if (begins(&text, "evm] "))
        return begins(&text, name) && *text == ':';
    return begins(&text, name) && (begins(&text, "] ") || begins(&text, "]+ "));
}

static bool is_chosen(const struct choice *choice, const char *line)
{
    if (strlen(line) < LOG_TIME || strncmp(line, choice->since, strlen(choice->since)) < 0)
        return false;
    return !choice->name || is_of(line + LOG_TIME, choice->name);
}

struct reader {
    int fd;
    char *line;
    size_t used, room;
};

/* Prints the chosen lines that are there. Returns false if nobody reads them. */
static bool print_lines(struct reader *reader, const struct choice *choice)
{
    char bytes[4096];
    ssize_t size;

    while ((size = read(reader->fd, bytes, sizeof(bytes))) > 0)
        for (ssize_t i = 0; i < size; i++) {
            if (reader->used + 1 >= reader->room) {
                reader->room = 2 * reader->room + 256;
                reader->line = need_more(reader->line, reader->room);
            }
            reader->line[reader->used++] = bytes[i];
            if (bytes[i] != '\n')
                continue;
            reader->line[reader->used] = 0;
            if (is_chosen(choice, reader->line) && fputs(reader->line, stdout) < 0)
                return false;
            reader->used = 0;
        }
    return !fflush(stdout);
}

static bool open_file(struct reader *reader, const struct target *target, const char *file)
{
    char *path = home_path(target->folder, file);

    reader->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    reader->used = 0;
    free(path);
    return reader->fd >= 0;
}

/* Whether the log has become the old one since it was opened. */
static bool is_old(const struct reader *reader, const struct target *target)
{
    char *path = home_path(target->folder, HOME_LOG);
    struct stat mine, newest;
    bool old = !fstat(reader->fd, &mine) && !stat(path, &newest) && mine.st_ino != newest.st_ino;

    free(path);
    return old;
}

static void follow(struct reader *reader, const struct target *target, const struct choice *choice)
{
    const struct timespec pause = {.tv_nsec = 100000000};
    bool running = true;

    while (running && reader->fd >= 0) {
        nanosleep(&pause, NULL);
        running = home_pid(target->folder) != 0;
        bool old = is_old(reader, target);

        if (!print_lines(reader, choice))
            return;
        if (old) {
            close(reader->fd);
            if (!open_file(reader, target, HOME_LOG) || !print_lines(reader, choice))
                return;
        }
    }
}

static int print_log(const struct target *target, const struct choice *choice, bool on)
{
    struct reader reader = {.fd = -1};
    bool good = true;

    if (open_file(&reader, target, HOME_OLD)) {
        good = print_lines(&reader, choice);
        close(reader.fd);
    }
    if (!open_file(&reader, target, HOME_LOG))
        return host_error("%s/" HOME_LOG ": %s", target->folder, strerror(errno));
    if (good && print_lines(&reader, choice) && on)
        follow(&reader, target, choice);
    if (reader.fd >= 0)
        close(reader.fd);
    free(reader.line);
    return OUTCOME_OK;
}

int live_logs(const struct live_options *options, const char *name)
{
    struct choice choice = {.name = name};
    struct target target;
    int status = target_find(&target, options->target, true);

    if (options->since)
        log_stamp(choice.since, log_now() - options->since_ms);
    if (!status && !target.folder)
        status = host_error("'%s' is a line only; 'evm run' keeps the logs of the systems that it "
                            "runs",
                            target.name);
    if (!status)
        status = print_log(&target, &choice, options->follow);
    target_free(&target);
    return status;
}
