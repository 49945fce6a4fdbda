/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sessions: the VM's state for each client. A client is a component that owns a link with the VM.
 * server_start() makes its session, which stays. The session's thread does the client's requests,
 * on any carrier, and also ends the client's process.
 */
#ifndef NETBSD_SESSION_H
#define NETBSD_SESSION_H

#include <carrier.h>
#include <cos/entry.h>
#include <cos/start.h>
#include <netbsd.h>
#include <stdbool.h>
#include <stdint.h>

#define REGISTER_ARGUMENTS 3 /* of a system call, passed in registers */

struct request {
    uint64_t method, number; /* enum netbsd_method; of the system call */
    uint64_t arguments[REGISTER_ARGUMENTS];
};

enum client_state {
    CLIENT_LIVES,
    CLIENT_GONE, /* died during a call; its own COS thread noticed */
    CLIENT_ENDS, /* the reaper or the session's thread has noticed; the latter ends the process */
};

struct session {
    uint32_t client; /* component id */
    uint32_t link_count;
    const struct cos_link *links[COS_LINKS_EACH]; /* the first starts with struct netbsd_link */
    struct carrier carrier;
    bool busy; /* a call is in progress, or the process is ending */
    enum client_state state;
    bool interrupting;             /* the reaper uses process.main */
    struct wait_queue interrupted; /* the session's thread waits here for the reaper */
    struct request request;
    struct cos_result result;
    struct {
        uint64_t number;  /* of this process, as in struct netbsd_link.session; 0: no process */
        struct lwp *main; /* a thread runs as it only to interrupt or end the process */
    } process;
};

/* ---- session.c ---- */

/* Makes a session for each component that owns a link with this VM. 0, or -COS_ENOMEM. Other
 * errors: kernel objects could not be made from the VM's own pages. */
int64_t sessions_make(void);

/* NULL: the component is no client. Any thread may call it once sessions_make() has returned. */
struct session *session_of(uint64_t client);

/* Claims the session for a request, or for its process's end. False: it is busy. Any thread may
 * call it. */
bool session_take(struct session *session);
void session_give(struct session *session);

/* Calls visit(session) for each. The caller holds the virtual CPU. */
void sessions_visit(void (*visit)(struct session *session));

/* False: no thread waits for the request's result any more, and the links belong to the component's
 * next life: the VM must not write to them. Any thread may call it. */
static inline bool session_lives(const struct session *session)
{
    return __atomic_load_n(&session->state, __ATOMIC_ACQUIRE) == CLIENT_LIVES;
}

/* The part of the session in the link, which the client may change at any time. */
static inline volatile struct netbsd_link *session_link(const struct session *session)
{
    return (volatile struct netbsd_link *)session->links[0]->address;
}

/* Whether data just copied from the links is the client's. False: the client has ended, and the
 * links may have been cleared, the first one before the others. For use during its system call. */
static inline bool session_holds(const struct session *session)
{
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return session_lives(session) && session_link(session)->session == session->process.number;
}

/* ---- process.c: the session's thread calls these functions unless a comment says otherwise.
 * Results: 0, or an errno of NetBSD. ---- */

int process_begin(struct session *session);
int process_call(int number, uint64_t arguments[NETBSD_ARGUMENTS], long values[2]);
/* Does nothing without a process. */
void process_end(struct session *session);

/* Ends the current wait and all later ones of the system call in progress. The reaper calls it. */
void process_interrupt(struct session *session);

/* ---- refusals.c ---- */

/* 0: the client may make this system call; otherwise the errno that it gets. */
int call_refusal(uint64_t number, const uint64_t arguments[NETBSD_ARGUMENTS]);

/* ---- reaper.c ---- */

/* Makes the reaper's thread. False: no memory. */
bool reaper_start(void);
/* The client of a session has died during a call. Its COS thread calls it. */
void reaper_tell(struct session *session);
/* Some component has died. */
void reaper_look(void);

/* ---- entry.c ---- */

/* Lets clients enter. */
void entry_open(void);

#endif
