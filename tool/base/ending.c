/* SPDX-License-Identifier: BSD-2-Clause */
#include "ending.h"

#include <poll.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base.h"

#define MOST 16 /* paths at a time: a few folders and one file */
/* ms from SIGTERM to SIGKILL: compilers remove their files meanwhile */
#define PATIENCE 2000
#define STEP     20 /* ms */
#define ATTEMPTS 50 /* to remove a folder, a step apart */

static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
static const char *volatile paths[MOST]; /* NULL: free */
static volatile unsigned holds;
/* The program that the tool waits for, leader of its process group; 0: none. */
static volatile pid_t running;

/* Ends the program and all processes of its group. */
static void end_program(void)
{
    pid_t child = running;

    if (!child)
        return;
    kill(-child, SIGTERM);
    for (int waited = 0; waited < PATIENCE && !waitpid(child, NULL, WNOHANG); waited += STEP)
        poll(NULL, 0, STEP);
    kill(-child, SIGKILL);
    running = 0;
}

/* Runs another program to remove a folder: a signal handler may call few functions. */
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

/* A process that was killed may still make the file that it was about to make, for which the first
 * attempt fails. */
static void remove_path(const char *path)
{
    remove_by_program(path);
    for (unsigned i = 1; i < ATTEMPTS && !access(path, F_OK); i++) {
        poll(NULL, 0, STEP);
        remove_by_program(path);
    }
}

static void end(int number)
{
    end_program();
    for (unsigned i = 0; i < MOST; i++)
        if (paths[i])
            remove_path(paths[i]);
    signal(number, SIG_DFL);
    raise(number);
}

static void add_signals(sigset_t *set)
{
    for (unsigned i = 0; i < COUNT(signals); i++)
        sigaddset(set, signals[i]);
}

/* Catches the signals, except those that the tool ignores, as under nohup. */
static void catch_signals(void (*from)(int), void (*to)(int))
{
    struct sigaction old, new = {.sa_handler = to};

    add_signals(&new.sa_mask);
    for (unsigned i = 0; i < COUNT(signals); i++)
        if (!sigaction(signals[i], NULL, &old) && old.sa_handler == from)
            sigaction(signals[i], &new, NULL);
}

void ending_hold(void)
{
    if (!holds++)
        catch_signals(SIG_DFL, end);
}

void ending_release(void)
{
    if (!--holds)
        catch_signals(end, SIG_DFL);
}

void ending_block(sigset_t *old)
{
    sigset_t new;

    sigemptyset(&new);
    add_signals(&new);
    sigprocmask(SIG_BLOCK, &new, old);
}

void ending_unblock(const sigset_t *old)
{
    sigprocmask(SIG_SETMASK, old, NULL);
}

void ending_add(const char *path)
{
    ending_hold();
    for (unsigned i = 0; i < MOST; i++)
        if (!paths[i]) {
            paths[i] = path;
            return;
        }
}

void ending_forget(const char *path)
{
    for (unsigned i = 0; i < MOST; i++)
        if (paths[i] == path)
            paths[i] = NULL;
    ending_release();
}

void ending_program(pid_t child)
{
    running = child;
}
