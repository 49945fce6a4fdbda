/* SPDX-License-Identifier: BSD-2-Clause */
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base.h"
#include "ending.h"

extern char **environ;

/* Splits a program's output into lines. */
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

/* Starts a program in a process group of its own, with stdout and stderr to `out`, which a signal
 * to the tool ends. Returns 0 or an error number. */
static int start_program(char *const argv[], int out, pid_t *child)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t signals;
    int error;

    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, 1);
    posix_spawn_file_actions_adddup2(&actions, out, 2);
    ending_block(&signals);
    posix_spawnattr_setsigmask(&attributes, &signals);
    error = posix_spawnp(child, argv[0], &actions, &attributes, argv, environ);
    if (!error)
        ending_program(*child);
    ending_unblock(&signals);
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
    ending_hold();
    error = start_program(argv, ends[1], &child);
    close(ends[1]);
    if (error) {
        close(ends[0]);
        ending_release();
        errno = error;
        return -1;
    }
    read_lines(ends[0], line, argument);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    ending_program(0);
    ending_release();
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
