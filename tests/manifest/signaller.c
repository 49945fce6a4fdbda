/* SPDX-License-Identifier: BSD-2-Clause */
/* Preloaded into the tool: sends it SIGTERM when the function $SIGNAL_AFTER has just returned to
 * it, and appends the id of each program that it starts to the file $STARTED. */
#include <dlfcn.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *original(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

static void returned(const char *name)
{
    const char *wanted = getenv("SIGNAL_AFTER");

    if (wanted && !strcmp(wanted, name))
        kill(getpid(), SIGTERM);
}

char *mkdtemp(char *template)
{
    char *(*function)(char *) = original(__func__);
    char *made = function(template);

    returned(__func__);
    return made;
}

int mkostemp64(char *template, int flags)
{
    int (*function)(char *, int) = original(__func__);
    int fd = function(template, flags);

    returned(__func__);
    return fd;
}

static void note(pid_t child)
{
    FILE *file = fopen(getenv("STARTED"), "a");

    if (file) {
        fprintf(file, "%d\n", child);
        fclose(file);
    }
}

int posix_spawnp(pid_t *child, const char *file, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const argv[], char *const environment[])
{
    int (*function)(pid_t *, const char *, const posix_spawn_file_actions_t *,
                    const posix_spawnattr_t *, char *const *, char *const *) = original(__func__);
    int error = function(child, file, actions, attributes, argv, environment);

    if (!error) {
        note(*child);
        returned(__func__);
    }
    return error;
}
