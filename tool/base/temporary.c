/* SPDX-License-Identifier: BSD-2-Clause */
#include "temporary.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base.h"
#include "files.h"
#include "program.h"

#define MOST 16 /* at a time: a few folders and one file */

static const char *volatile paths[MOST]; /* NULL: free */
static volatile unsigned holds;

/* In a handler little may be called: another program walks the folder. */
static void remove_by_program(const char *path)
{
    pid_t child = _Fork();

    if (!child) {
        execl("/bin/rm", "rm", "-rf", "--", path, NULL);
        _exit(1);
    }
    if (child > 0)
        waitpid(child, NULL, 0);
}

static void end(int number)
{
    program_end();
    for (unsigned i = 0; i < MOST; i++)
        if (paths[i])
            remove_by_program(paths[i]);
    signal(number, SIG_DFL);
    raise(number);
}

/* What ignores a signal, as under nohup, goes on to ignore it. */
static void catch_signals(void (*from)(int), void (*to)(int))
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
    struct sigaction old, new = {.sa_handler = to};

    for (unsigned i = 0; i < COUNT(signals); i++)
        sigaddset(&new.sa_mask, signals[i]);
    for (unsigned i = 0; i < COUNT(signals); i++)
        if (!sigaction(signals[i], NULL, &old) && old.sa_handler == from)
            sigaction(signals[i], &new, NULL);
}

void temporary_hold(void)
{
    if (!holds++)
        catch_signals(SIG_DFL, end);
}

void temporary_release(void)
{
    if (!--holds)
        catch_signals(end, SIG_DFL);
}

void temporary_add(const char *path)
{
    temporary_hold();
    for (unsigned i = 0; i < MOST; i++)
        if (!paths[i]) {
            paths[i] = path;
            return;
        }
}

void temporary_forget(const char *path)
{
    for (unsigned i = 0; i < MOST; i++)
        if (paths[i] == path)
            paths[i] = NULL;
    temporary_release();
}

char *temporary_folder(const char *parent, const char *name)
{
    const char *usual = getenv("TMPDIR"), *where = parent            ? parent
                                                   : usual && *usual ? usual
                                                                     : "/tmp";
    char *real = realpath(where, NULL);
    char *folder = real ? text("%s/%s-XXXXXX", real, name) : NULL;

    if (folder && mkdtemp(folder)) {
        temporary_add(folder);
        free(real);
        return folder;
    }
    host_error("no folder can be made in %s: %s%s", where, strerror(errno),
               parent ? "" : "; set TMPDIR to a folder that can be written");
    free(folder);
    free(real);
    return NULL;
}

void temporary_remove(char *folder)
{
    if (!folder)
        return;
    file_remove(folder);
    temporary_forget(folder);
    free(folder);
}
