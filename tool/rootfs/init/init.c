/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The first process of a Linux VM: mounts file systems, sets up the network, runs the command as a
 * child, reaps orphans, and ends the VM on request or with the child's exit status (128 + signal if
 * a signal ended it). Freestanding: a VM needs no C library for it.
 */
#include <asm/ioctls.h>

#include "call.h"
#include "init.h"

#define RUN_BYTES 65536
#define WORDS     1024
#define O_RDWR    2
#define NOT_FOUND 127 /* exit status: the command could not be started, as shells have it */
#define ENOENT    2

static _Alignas(struct init_run) char contents[RUN_BYTES];
static char *words[WORDS + 2]; /* arguments, NULL, environment, NULL */

static void open_console(void)
{
    long fd = call(__NR_open, (long)"/dev/console", O_RDWR, 0, 0, 0);

    for (long to = 0; fd >= 0 && to <= 2; to++)
        if (fd != to)
            call(__NR_dup2, fd, to, 0, 0, 0);
    if (fd > 2)
        call(__NR_close, fd, 0, 0, 0, 0);
}

/* Fills `words`. Returns the environment in it, or NULL if the file is missing, too long or not one
 * of ours. */
static char **parse(long size)
{
    const struct init_run *run = (const void *)contents;
    unsigned count = 0;

    if (size <= (long)sizeof *run || size == RUN_BYTES || contents[size - 1] || !run->arguments ||
        run->arguments > WORDS || run->variables > WORDS - run->arguments)
        return NULL;
    for (long at = sizeof *run; at < size; at += length(contents + at) + 1, count++) {
        if (count == run->arguments + run->variables)
            return NULL;
        words[count + (count >= run->arguments)] = contents + at; /* a NULL between them */
    }
    return count == run->arguments + run->variables ? words + run->arguments + 1 : NULL;
}

static const char *variable(char **environment, const char *name)
{
    for (; *environment; environment++) {
        size_t i = 0;

        while (name[i] && name[i] == (*environment)[i])
            i++;
        if (!name[i])
            return *environment + i;
    }
    return "";
}

/* In the child: becomes the command, found along PATH if its name has no slash. */
static __attribute__((noreturn)) void execute(char **environment)
{
    static char path[4096];
    const char *folder = variable(environment, "PATH=");
    size_t name = length(words[0]);
    long error = -ENOENT;

    /* A session of its own with the console as its terminal, as shells need for job control. */
    call(__NR_setsid, 0, 0, 0, 0, 0);
    call(__NR_ioctl, 0, TIOCSCTTY, 0, 0, 0);
    for (size_t i = 0; i < name; i++)
        if (words[0][i] == '/')
            folder = NULL;
    if (!folder)
        error = call(__NR_execve, (long)words[0], (long)words, (long)environment, 0, 0);
    while (folder && *folder && error == -ENOENT) {
        char *at = path;

        while (*folder && *folder != ':' && at < path + sizeof(path) - name - 2)
            *at++ = *folder++;
        while (*folder && *folder++ != ':')
            ;
        append(&at, "/");
        append(&at, words[0]);
        error = call(__NR_execve, (long)path, (long)words, (long)environment, 0, 0);
    }
    complain("cannot run", words[0], -error);
    call(__NR_exit, NOT_FOUND, 0, 0, 0, 0);
    __builtin_unreachable();
}

__attribute__((noreturn, used)) void init_main(void)
{
    char **environment = parse(read_file(INIT_RUN, contents, RUN_BYTES));
    long child;

    open_console();
    mount_all(environment && ((const struct init_run *)contents)->tmpfs);
    if (!environment) {
        say("init: " INIT_RUN " is missing or damaged: the initramfs was not made by evm\n");
        end(NOT_FOUND);
    }
    if (!network_start())
        end(NOT_FOUND);
    block_requests();
    ready_begin();
    child = call(__NR_fork, 0, 0, 0, 0, 0);
    if (!child) {
        let_signals_through();
        execute(environment);
    }
    if (child < 0) {
        say("init: cannot make a process: too little memory?\n");
        end(NOT_FOUND);
    }
    end(watch_over(child, words[0]));
}

INIT_START;
