/* SPDX-License-Identifier: BSD-2-Clause */
#include "live/detach.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base.h"
#include "base/clock.h"
#include "base/files.h"

#define SILENCE_MS 3000 /* after which a system counts as running */

static int caller = -1; /* pipe to the caller's process */
static uint64_t due;    /* when the silence has been long enough; 0: the system does not run yet */

static void silence(int fd)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    dup2(null, fd);
    if (null > STDERR_FILENO)
        close(null);
}

/* Returns the status of the process; it has ended before the system said anything. */
static int status_of(pid_t child)
{
    int how;

    while (waitpid(child, &how, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how);
}

static int await(int pipe, pid_t child)
{
    struct buffer said = {0};
    char bytes[256];
    ssize_t size;

    while ((size = read(pipe, bytes, sizeof(bytes))) > 0 || (size < 0 && errno == EINTR))
        buffer_add(&said, bytes, size > 0 ? (size_t)size : 0);
    if (!said.size)
        return status_of(child);
    printf("%.*s", (int)said.size, said.data);
    buffer_free(&said);
    return OUTCOME_OK;
}

bool detach(int *status)
{
    int ends[2];
    pid_t child;

    fflush(stdout);
    if (pipe2(ends, O_CLOEXEC) || (child = fork()) < 0) {
        *status = outcome_base + host_error("cannot start a process: %s", strerror(errno));
        return false;
    }
    if (child) {
        close(ends[1]);
        *status = await(ends[0], child);
        close(ends[0]);
        return false;
    }
    close(ends[0]);
    caller = ends[1];
    setsid();
    silence(STDIN_FILENO);
    silence(STDOUT_FILENO);
    return true;
}

int detach_look(const char *folder, const char *name)
{
    uint64_t now = now_ms();

    if (caller < 0)
        return -1;
    if (!due)
        due = now + SILENCE_MS;
    if (now < due)
        return (int)(due - now);
    detach_began(folder, name);
    return -1;
}

void detach_began(const char *folder, const char *name)
{
    if (caller < 0)
        return;
    char *said = text("%s: runs in the background, process %d, in %s\n"
                      "evm ps|top|logs|kill|restart|stop --target %s\n",
                      name, (int)getpid(), folder, name);

    file_put(caller, said, strlen(said));
    close(caller);
    caller = -1;
    silence(STDERR_FILENO);
    free(said);
}
