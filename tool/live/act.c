/* SPDX-License-Identifier: BSD-2-Clause */
/* `evm kill`, `restart` and `stop`. */
#include <cos/abi.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/files.h"
#include "base/shown.h"
#include "base/words.h"
#include "live/home.h"
#include "live/live.h"
#include "live/show.h"

/* ---- One component --------------------------------------------------------------------------- */

static int unknown(const struct sample *sample, const char *name)
{
    const char *names[EVM_COMPONENTS];

    for (uint32_t i = 0; i < sample->count; i++)
        names[i] = sample->item[i].name;
    const char *near = nearest(name, names, sample->count);
    char *harmless = shown(name, false), *other = near ? shown(near, false) : NULL;

    if (other)
        host_error("no component '%s'; did you mean '%s'?", harmless, other);
    else
        host_error("no component '%s'; 'evm ps' lists them", harmless);
    free(harmless);
    free(other);
    return LIVE_REFUSED;
}

static int refused(const char *name, const char *verb, int64_t result)
{
    switch (result) {
    case -COS_EINVAL:
        host_error("'%s' cannot be %s: the system ends with this root component; 'evm stop' ends "
                   "all",
                   name, verb);
        break;
    case -COS_ENOENT:
        host_error("'%s' cannot be %s: it does not exist now; see 'evm ps'", name, verb);
        break;
    case -COS_EBUSY:
        host_error("'%s' cannot be %s: it is about to end, or the system is", name, verb);
        break;
    default:
        host_error("'%s' cannot be %s: error %lld", name, verb, (long long)-result);
    }
    return LIVE_REFUSED;
}

static int act_on(const struct target *target, uint64_t id, enum control_kind kind,
                  const char *name, const char *done)
{
    struct line line;
    int64_t result = 0;
    int status = line_open(&line, target);

    if (!status && !line_act(&line, kind, id, &result))
        status = host_error("'%s' gives no answer: whether '%s' was %s is not known; see 'evm ps'",
                            target->name, name, done);
    else if (!status && result)
        status = refused(name, done, result);
    line_close(&line);
    return status;
}

static int act(const struct live_options *options, enum control_kind kind, const char *name,
               const char *done)
{
    static struct sample sample;
    struct target target;
    int status = target_find(&target, options->target, false), id;

    if (!status)
        status = sample_take(&target, &sample);
    if (!status) {
        id = sample_find(&sample, name);
        status = id < 0 ? unknown(&sample, name)
                        : act_on(&target, (uint64_t)id, kind, sample.item[id].name, done);
    }
    target_free(&target);
    return status;
}

int live_kill(const struct live_options *options, const char *name)
{
    return act(options, CONTROL_KILL, name, "killed");
}

int live_restart(const struct live_options *options, const char *name)
{
    return act(options, CONTROL_RESTART, name, "restarted");
}

/* ---- The system ------------------------------------------------------------------------------ */

/* Waits until the system has ended, so many seconds at most. */
static bool wait_for_end(const struct target *target, unsigned seconds)
{
    const struct timespec pause = {.tv_nsec = 50000000};

    for (unsigned i = 0; i < seconds * 20 && home_pid(target->folder); i++)
        nanosleep(&pause, NULL);
    return !home_pid(target->folder);
}

static void say_status(const struct target *target)
{
    char *path = home_path(target->folder, HOME_STATUS);
    struct buffer said = {0};

    if (file_read(path, &said) && said.size)
        printf("%s: ended, status %.*s", target->name, (int)said.size, said.data);
    else
        printf("%s: ended\n", target->name);
    buffer_free(&said);
    free(path);
}

/* `evm run` passes the wish on by the console, so this needs no control channel. */
static int stop_run(const struct target *target, unsigned seconds)
{
    if (kill(target->pid, SIGTERM) && errno != ESRCH)
        return host_error("'%s' cannot be asked to end: %s", target->name, strerror(errno));
    if (wait_for_end(target, seconds)) {
        say_status(target);
        return OUTCOME_OK;
    }
    kill(target->pid, SIGTERM);
    if (!wait_for_end(target, LIVE_PATIENCE))
        return host_error("'%s' does not end: process %d", target->name, (int)target->pid);
    host_error("'%s' has not ended in %u s (--timeout); it was ended", target->name, seconds);
    return LIVE_TIMEOUT;
}

static int stop_line(const struct target *target)
{
    struct line line;
    int64_t result = 0;
    int status = line_open(&line, target);

    if (!status && !line_act(&line, CONTROL_STOP, 0, &result))
        status = host_error("'%s' gives no answer: whether it was asked to end is not known",
                            target->name);
    else if (!status && result)
        status = refused(target->name, "stopped", result);
    else if (!status)
        printf("%s: asked to end\n", target->name);
    line_close(&line);
    return status;
}

int live_stop(const struct live_options *options)
{
    struct target target;
    int status = target_find(&target, options->target, false);

    if (!status)
        status = target.folder ? stop_run(&target, options->patience) : stop_line(&target);
    target_free(&target);
    return status;
}
