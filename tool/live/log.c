/* SPDX-License-Identifier: BSD-2-Clause */
#include "live/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "live/home.h"

static bool make(struct log *log)
{
    log->size = 0;
    log->fd = open(log->path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
                   0600);
    return log->fd >= 0;
}

enum outcome log_open(struct log *log, const char *folder)
{
    *log = (struct log){.path = home_path(folder, HOME_LOG), .old = home_path(folder, HOME_OLD)};
    if (make(log))
        return OUTCOME_OK;
    return host_error("%s: %s", log->path, strerror(errno));
}

uint64_t log_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void log_stamp(char out[LOG_TIME + 1], uint64_t ms)
{
    time_t seconds = (time_t)(ms / 1000);
    struct tm day;

    gmtime_r(&seconds, &day);
    size_t used = strftime(out, LOG_TIME + 1, "%Y-%m-%dT%H:%M:%S", &day);

    snprintf(out + used, LOG_TIME + 1 - used, ".%03uZ ", (unsigned)(ms % 1000));
}

/* Writes a whole line, or nothing of it. */
static bool put(struct log *log, const char *line, size_t size)
{
    if (log->fd >= 0 && log->size + size > LOG_MOST) {
        close(log->fd);
        rename(log->path, log->old);
        log->fd = -1;
    }
    if (log->fd < 0 && !make(log))
        return false;
    ssize_t done = write(log->fd, line, size);

    if (done == (ssize_t)size) {
        log->size += size;
        return true;
    }
    errno = done >= 0 ? ENOSPC : errno;
    int why = errno;

    if (done > 0 && ftruncate(log->fd, (off_t)log->size))
        log->size += (size_t)done;
    errno = why;
    return false;
}

static bool say_lost(struct log *log)
{
    char line[256];

    log_stamp(line, log_now());
    int size = snprintf(line + LOG_TIME, sizeof(line) - LOG_TIME,
                        "[evm] %llu lines are lost here: %s\n", (unsigned long long)log->lost,
                        strerror(log->why));

    return put(log, line, (size_t)size + LOG_TIME);
}

/* Returns false at the first of a row of errors. */
static bool end_line(struct log *log)
{
    bool good = !log->lost || say_lost(log);

    log->line[log->used++] = '\n';
    log->lost = good ? 0 : log->lost;
    good = good && put(log, log->line, log->used);
    log->used = 0;
    if (good)
        return true;
    log->why = log->lost ? log->why : errno;
    return log->lost++;
}

bool log_take(struct log *log, const char *bytes, size_t size)
{
    bool good = true;

    for (size_t i = 0; i < size && log->path; i++) {
        bool end = bytes[i] == '\n' || bytes[i] == '\r';

        if (end && !log->used)
            continue;
        if (!log->used) {
            log_stamp(log->line, log_now());
            log->used = LOG_TIME;
        }
        if (!end)
            log->line[log->used++] = bytes[i];
        if (end || log->used == sizeof(log->line) - 1)
            good = end_line(log) && good;
    }
    return good;
}

void log_close(struct log *log)
{
    if (!log->path)
        return;
    if (log->used)
        end_line(log);
    if (log->fd >= 0)
        close(log->fd);
    free(log->path);
    free(log->old);
    *log = (struct log){.fd = -1};
}
