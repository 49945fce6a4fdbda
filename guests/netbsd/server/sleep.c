/* SPDX-License-Identifier: BSD-2-Clause */
/* The sleeps of clients: the rump kernel could not interrupt its own when the client dies. */
#include <cos/abi.h>
#include <cos/runtime.h>
#include <errno.h>
#include <rumpuser.h>

#include "session.h"

#define NANOSLEEP       430 /* NetBSD's __nanosleep50(time, left) */
#define CLOCK_NANOSLEEP 477 /* clock_nanosleep(clock, flags, time, left) */
#define NANOSECONDS     1000000000

struct time_of_netbsd { /* its struct timespec */
    int64_t seconds, nanoseconds;
};

static uint64_t deadline_of(const struct time_of_netbsd *time)
{
    uint64_t now = cos_tsc(), hz = cos_self()->tsc_hz;

    if ((uint64_t)time->seconds >= (COS_FOREVER - now) / hz - 1) {
        return COS_FOREVER;
    }
    return now + (uint64_t)time->seconds * hz + ((uint64_t)time->nanoseconds * hz + NANOSECONDS - 1) / NANOSECONDS;
}

bool is_sleep(uint64_t number)
{
    return number == NANOSLEEP || number == CLOCK_NANOSLEEP;
}

int client_sleep(struct session *session, const uint64_t arguments[NETBSD_ARGUMENTS])
{
    bool with_clock = session->request.number == CLOCK_NANOSLEEP;
    struct time_of_netbsd time;

    if (rumpuser_sp_copyin(session, (const void *)arguments[with_clock ? 2 : 0], &time, sizeof(time)) != 0) {
        return EFAULT;
    }
    if (time.seconds < 0 || time.nanoseconds < 0 || time.nanoseconds >= NANOSECONDS) {
        return EINVAL;
    }
    if (with_clock && arguments[1] != 0) { /* until a time of the kernel's clocks */
        return ENOSYS;
    }
    return thread_wait(&session->sleeper, deadline_of(&time)) ? EINTR : 0;
}
