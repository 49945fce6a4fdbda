/* SPDX-License-Identifier: BSD-2-Clause */
/* A system that runs in QEMU: its console on stdin and stdout, and its end. */
#ifndef SESSION_H
#define SESSION_H

#include <evm/verdict.h>
#include <sys/types.h>

#include "host_troubles.h"
#include "last_table.h"
#include "live/log.h"

struct session {
    unsigned timeout;          /* seconds, 0: none */
    unsigned resets_most;      /* by the watchdog */
    bool usage;                /* the end waits for a table of what components have used */
    bool watched;              /* the machine has a watchdog */
    const char *folder, *name; /* the runtime folder; NULL: none */
    /* The result. */
    bool heard;            /* the console has printed text */
    enum evm_verdict kind; /* the system's verdict on its end; 0: none */
    unsigned status;
    /* signal that ended the session by force, SIGALRM: the time limit; 0: none */
    int stopped;
    bool is_over;           /* the machine has been reset, and is not to go on: */
    bool is_lost;           /* not by the watchdog; else it was too often */
    unsigned resets;        /* by the watchdog */
    int qemu_status;        /* from waitpid() */
    struct buffer messages; /* from QEMU */

    /* The session's own. */
    pid_t qemu;
    /* our ends of QEMU's stdin, stdout and stderr; -1: closed */
    int input, output, errors;
    int verdict_ends[2], control_ends[2]; /* our ends and QEMU's, for the verdict and for QMP */
    int signals, timer, reminder;
    struct outlet *out, *err;
    struct host_troubles troubles;
    struct last_table table;
    struct log log; /* if there is a runtime folder */
    char said[2];   /* bytes of the verdict so far */
    unsigned said_count;
    bool bitten;      /* the watchdog is about to reset the machine */
    bool spared;      /* when it bites next, the machine goes on: that reset would be the end */
    bool spent;       /* it has bitten then: the session ends after a last table */
    unsigned echoes;  /* so often the BIOS may still reset the machine */
    char typed[4096]; /* input that QEMU has not taken */
    size_t typed_count;
    bool input_open, typed_last; /* stdin is open; it was closed behind the typed keys */
    bool returned, within;       /* console text ends with a carriage return; without a newline */
    unsigned column, first;      /* columns of the terminal's cursor, and of its row's text */
    bool losing;                 /* stdout takes nothing: further text is lost */
    size_t lost, lost_here;      /* lost bytes: all; since the last shown text */
    int asked;                   /* signal after which the tool asked the system to end; 0: none */
    unsigned reminders;
};

/* Makes the sockets that QEMU inherits: session->verdict_ends[1] and control_ends[1]. Returns false
 * with errno set after an error. */
bool session_open(struct session *session);
/* Starts QEMU and passes input and output until it ends, without waiting for readers of stdout or
 * stderr. Returns false with errno set if QEMU could not be started. */
bool session_run(struct session *session, char *const argv[], const struct manifest *manifest);
/* Writes a message to stderr: "evm: ...". While a session runs, no other function may. */
void session_say(struct session *session, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Waits until all messages are written, unless the reader takes nothing. */
void session_close(struct session *session);

#endif
