/* SPDX-License-Identifier: BSD-2-Clause */
/* A system that runs in QEMU: its console on stdin and stdout, and how it ends. */
#ifndef SESSION_H
#define SESSION_H

#include <evm/verdict.h>
#include <sys/types.h>

#include "host_troubles.h"

struct session {
    unsigned timeout; /* seconds, 0: none */
    /* What came of it. */
    bool heard;            /* something was on the console */
    enum evm_verdict kind; /* what the system has said of its end; 0: nothing */
    unsigned status;
    /* signal that ended the session by force, SIGALRM: the time limit; 0: none */
    int stopped;
    int qemu_status;        /* as of waitpid() */
    struct buffer messages; /* of QEMU */

    /* The session's own. */
    pid_t qemu;
    /* our ends of QEMU's stdin, stdout and stderr; -1: closed */
    int input, output, errors;
    int verdict_ends[2], control_ends[2]; /* ours and QEMU's: of the verdict's port, and of QMP */
    int signals, timer, reminder;
    struct outlet *out, *err;
    struct host_troubles troubles;
    char said[2]; /* of the verdict, so far */
    unsigned said_count;
    char typed[4096]; /* input that QEMU has not taken */
    size_t typed_count;
    bool input_open, typed_last; /* stdin; and it was closed after what was typed */
    bool returned, within;       /* the console's last: a carriage return; no newline */
    unsigned column, first;      /* of the terminal's cursor, and of its row's text */
    bool losing;                 /* stdout takes nothing: further text is lost */
    size_t lost, lost_here;      /* bytes; and since the last that was shown */
    int asked;                   /* signal for which the system was asked to end; 0: none */
    unsigned reminders;
};

/* Makes the sockets that QEMU is to inherit: session->verdict_ends[1] and control_ends[1]. False:
 * errno. */
bool session_open(struct session *session);
/* Starts QEMU and passes input and output until it ends; nothing of that waits for who reads stdout
 * or stderr. False: it could not be started; errno. */
bool session_run(struct session *session, char *const argv[], const struct manifest *manifest);
/* Writes a message to stderr: "evm: ...". While a session runs, nothing else may. */
void session_say(struct session *session, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Waits until all that was said is written; not for a reader that takes nothing. */
void session_close(struct session *session);

#endif
