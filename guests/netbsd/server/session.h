/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sessions: what the VM knows of a client. A client is a component that owns a link with the VM;
 * its session is made by server_start() and stays. The session's thread does the client's requests,
 * on whichever carrier, and also ends the client's process.
 */
#ifndef NETBSD_SESSION_H
#define NETBSD_SESSION_H

#include <carrier.h>
#include <cos/entry.h>
#include <cos/start.h>
#include <netbsd.h>
#include <stdbool.h>
#include <stdint.h>

#define REGISTER_ARGUMENTS 3 /* of a system call: those that come in registers */

struct request {
    uint64_t method, number; /* enum netbsd_method; of the system call */
    uint64_t arguments[REGISTER_ARGUMENTS];
};

enum client_state {
    CLIENT_LIVES,
    CLIENT_GONE, /* found out by its own COS thread, in the middle of a call */
    CLIENT_ENDS, /* the reaper or the session's thread knows; the latter ends the process */
};

struct session {
    uint32_t client; /* component id */
    uint32_t link_count;
    const struct cos_link *links[COS_LINKS_EACH]; /* the first one begins with struct netbsd_link */
    struct carrier carrier;
    bool busy; /* a call is under way, or the process is being ended */
    enum client_state state;
    bool interrupting;             /* the reaper uses process.main */
    struct wait_queue interrupted; /* the session's thread, for the reaper to be done with that */
    struct request request;
    struct cos_result result;
    struct {
        uint64_t number;  /* of this life of the session: struct netbsd_link.session;
                             0: there is no process */
        struct lwp *main; /* belongs to no thread but while the process is interrupted or ended */
    } process;
};

/* ---- session.c ---- */

/* A session for each component that owns a link with this VM. 0, or -COS_ENOMEM. Other errors:
 * kernel objects could not be made of the VM's own pages. */
int64_t sessions_make(void);

/* NULL: the component is no client. By anybody, once sessions_make() has returned. */
struct session *session_of(uint64_t client);

/* Claims the session for a request, or for its process's end. False: it is busy. By anybody. */
bool session_take(struct session *session);
void session_give(struct session *session);

/* Calls visit(session) for each. With the virtual CPU. */
void sessions_visit(void (*visit)(struct session *session));

/* False: no thread waits for the request's result any more, and the links belong to the component's
 * next life: nothing may be written there. By anybody. */
static inline bool session_lives(const struct session *session)
{
    return __atomic_load_n(&session->state, __ATOMIC_ACQUIRE) == CLIENT_LIVES;
}

/* The client's side of the session, which changes under our hands. */
static inline volatile struct netbsd_link *session_link(const struct session *session)
{
    return (volatile struct netbsd_link *)session->links[0]->address;
}

/* Whether what was copied out of the links just now is what the client has put there. False: it has
 * ended, and they may have been cleared, the first one before the others. During its system
 * call. */
static inline bool session_holds(const struct session *session)
{
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return session_lives(session) && session_link(session)->session == session->process.number;
}

/* ---- process.c: by the session's thread, unless said otherwise. Results: 0, or an errno of
 * NetBSD. ---- */

int process_begin(struct session *session);
int process_call(int number, uint64_t arguments[NETBSD_ARGUMENTS], long values[2]);
/* Does nothing if there is none. */
void process_end(struct session *session);

/* Ends the waits of the system call under way, now and in future. By the reaper. */
void process_interrupt(struct session *session);

/* ---- refusals.c ---- */

/* 0: the client may make this system call; or the errno that it gets instead. */
int call_refusal(uint64_t number, const uint64_t arguments[NETBSD_ARGUMENTS]);

/* ---- reaper.c ---- */

/* Makes the reaper's thread. False: no memory. */
bool reaper_start(void);
/* The client of a session has died in a call. By its COS thread. */
void reaper_tell(struct session *session);
/* Some component has died. */
void reaper_look(void);

/* ---- entry.c ---- */

/* Lets clients in. */
void entry_open(void);

#endif
