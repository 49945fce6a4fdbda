/* SPDX-License-Identifier: BSD-2-Clause */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

bool file_read(const char *path, struct buffer *contents)
{
    FILE *file = fopen(path, "rb");
    char chunk[65536];
    size_t size;

    if (!file)
        return false;
    while ((size = fread(chunk, 1, sizeof(chunk), file)) > 0)
        buffer_add(contents, chunk, size);
    bool good = !ferror(file);

    fclose(file);
    return good;
}

static bool write_all(int fd, const char *bytes, size_t size)
{
    while (size) {
        ssize_t done = write(fd, bytes, size);

        if (done < 0 && errno != EINTR)
            return false;
        bytes += done > 0 ? done : 0;
        size -= done > 0 ? done : 0;
    }
    return true;
}

bool file_write(const char *path, const void *bytes, size_t size, unsigned mode)
{
    char *temporary = text("%s.XXXXXX", path);
    int fd = mkostemp(temporary, O_CLOEXEC);
    bool good = fd >= 0 && write_all(fd, bytes, size) && !fchmod(fd, mode);

    if (fd >= 0)
        good = !close(fd) && good;
    good = good && !rename(temporary, path);
    if (!good && fd >= 0) {
        int error = errno;

        unlink(temporary);
        errno = error;
    }
    free(temporary);
    return good;
}

bool file_make_folders(const char *path)
{
    char *copy = text("%s", path);
    bool good = true;

    for (char *slash = copy; good && (slash = strchr(slash + 1, '/'));) {
        *slash = 0;
        good = !mkdir(copy, 0755) || errno == EEXIST;
        *slash = '/';
    }
    free(copy);
    return good;
}

bool file_copy_changed(const char *from, const char *to)
{
    struct buffer new = {0}, old = {0};
    struct stat status;
    bool good = !stat(from, &status) && file_read(from, &new) && file_make_folders(to);

    if (good && !(file_read(to, &old) && old.size == new.size && !memcmp(old.data, new.data, new.size)))
        good = file_write(to, new.data, new.size, status.st_mode & 0777);
    buffer_free(&new);
    buffer_free(&old);
    return good;
}

static int by_name(const FTSENT **left, const FTSENT **right)
{
    return strcmp((*left)->fts_name, (*right)->fts_name);
}

bool file_list(const char *folder, struct strings *files)
{
    char *const roots[] = {(char *)folder, NULL};
    FTS *walk = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
    bool good = walk;

    for (FTSENT *entry; walk && (entry = fts_read(walk));) {
        if (entry->fts_info == FTS_F)
            strings_add(files, entry->fts_path + strlen(folder) + (entry->fts_level > 0));
        else if (entry->fts_info != FTS_D && entry->fts_info != FTS_DP)
            good = false;
    }
    if (walk)
        fts_close(walk);
    return good;
}

void file_remove(const char *path)
{
    char *const roots[] = {(char *)path, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);

    for (FTSENT *entry; walk && (entry = fts_read(walk));)
        if (entry->fts_info != FTS_D)
            remove(entry->fts_path);
    if (walk)
        fts_close(walk);
}

/* Splits what a program writes into lines. */
static void read_lines(int fd, void (*line)(const char *, void *), void *argument)
{
    FILE *stream = fdopen(fd, "r");
    char *text = NULL;
    size_t room = 0;

    while (stream && getline(&text, &room, stream) > 0) {
        text[strcspn(text, "\n")] = 0;
        line(text, argument);
    }
    free(text);
    if (stream)
        fclose(stream);
}

static volatile pid_t running; /* the program that run_program() waits for, leader of its process group */

/* Ends the program with all that it has started, then the tool itself. */
static void end_running(int number)
{
    kill(-running, SIGTERM);
    signal(number, SIG_DFL);
    raise(number);
}

static void catch_signals(void (*handler)(int))
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

    for (unsigned i = 0; i < COUNT(signals); i++)
        signal(signals[i], handler);
}

/* Starts a program in a process group of its own, output and errors into `out`. Returns 0 or an error number. */
static int start_program(char *const argv[], int out, pid_t *child)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int error;

    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, 1);
    posix_spawn_file_actions_adddup2(&actions, out, 2);
    error = posix_spawnp(child, argv[0], &actions, &attributes, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error;
}

int run_program(char *const argv[], void (*line)(const char *line, void *argument), void *argument)
{
    int ends[2], status, error;
    pid_t child;

    if (pipe2(ends, O_CLOEXEC))
        return -1;
    error = start_program(argv, ends[1], &child);
    close(ends[1]);
    if (error) {
        close(ends[0]);
        errno = error;
        return -1;
    }
    running = child;
    catch_signals(end_running);
    read_lines(ends[0], line, argument);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    catch_signals(SIG_DFL);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
