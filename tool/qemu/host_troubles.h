/* SPDX-License-Identifier: BSD-2-Clause */
/* Reports errors that QEMU meets on this machine while the system runs: a full disk, an unreadable
 * image. QEMU fails the request and goes on; its control socket (QMP) describes the error. That
 * also tells of resets. */
#ifndef HOST_TROUBLES_H
#define HOST_TROUBLES_H

#include "manifest/manifest.h"

struct host_troubles {
    const struct manifest *manifest;
    int socket;                                       /* our end */
    struct buffer line;                               /* QEMU's current line so far */
    struct trouble *met;                              /* two for each disk: reading, writing */
    void (*say)(void *argument, const char *message); /* without newline */
    void (*other)(void *argument, const char *event); /* an event of another kind: its name */
    void *argument;
};

/* Begins to listen. `socket`: connected to QEMU's QMP; the caller keeps it. */
void host_troubles_begin(struct host_troubles *troubles, const struct manifest *manifest,
                         int socket);
/* Sends QEMU a command, which is a line of QMP. A failure is not reported. */
void host_troubles_command(struct host_troubles *troubles, const char *line);
/* Handles all pending events without waiting, and reports errors of each disk at most every ten
 * seconds. Returns false if the other end is closed. */
bool host_troubles_take(struct host_troubles *troubles);
void host_troubles_end(struct host_troubles *troubles);

#endif
