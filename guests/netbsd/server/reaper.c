/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The reaper's thread makes the processes of dead clients end. If a client dies during a call, its
 * own COS thread notices when its wait ends; otherwise the supervisor tells. In both cases the
 * session is claimed, so no new call can enter, and its own thread does the rest.
 */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <supervisor.h>

#include "server.h"
#include "session.h"

static struct thread *reaper;
static bool asked; /* some component has died */
static bool look;  /* so the reaper checks all sessions now */

/* The system call may have ended at the same time; then the session's thread has parked and only
 * needs a wake-up. */
static void end_call(struct session *session)
{
    session->state = CLIENT_ENDS;
    server_statistics.interrupted++;
    if (session->carrier.done)
        carrier_post(session->carrier.thread);
    else if (session->process.number != 0)
        process_interrupt(session);
}

static bool is_running(const struct session *session)
{
    int64_t status = cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_STATUS, session->client, 0, 0).value;

    /* an error says nothing about the client */
    return status < 0 || (status & 0xff) == SUPERVISOR_RUNNING;
}

/* A restarted component's link is empty until its first call. */
static bool is_over(const struct session *session)
{
    return session->process.number != 0 &&
           (!is_running(session) || session_link(session)->session != session->process.number);
}

static void visit(struct session *session)
{
    if (__atomic_load_n(&session->state, __ATOMIC_ACQUIRE) == CLIENT_GONE) {
        end_call(session);
    } else if (look && session_take(session)) {
        if (is_over(session)) {
            session->state = CLIENT_ENDS;
            carrier_post(session->carrier.thread);
        } else {
            session_give(session);
        }
    }
}

static void reap(void *unused)
{
    (void)unused;
    for (;;) {
        carrier_park();
        look = asked;
        asked = false;
        sessions_visit(visit);
    }
}

bool reaper_start(void)
{
    reaper = thread_create(reap, NULL, "reaper", 0);
    return reaper != NULL;
}

void reaper_tell(struct session *session)
{
    __atomic_store_n(&session->state, CLIENT_GONE, __ATOMIC_RELEASE);
    carrier_post(reaper);
}

void reaper_look(void)
{
    asked = true;
    carrier_post(reaper);
}
