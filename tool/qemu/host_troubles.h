/* SPDX-License-Identifier: BSD-2-Clause */
/* Errors that QEMU has met on this machine while the system runs: a full disk, an image that cannot
 * be read. QEMU reports them to the requests that met them and goes on; its control socket (QMP)
 * says which they were. */
#ifndef HOST_TROUBLES_H
#define HOST_TROUBLES_H

#include "manifest/manifest.h"

struct host_troubles {
    const struct manifest *manifest;
    int socket;          /* our end */
    struct buffer line;  /* of QEMU's, so far */
    struct trouble *met; /* two for each disk: of reading, of writing */
    void (*say)(void *argument, const char *message); /* without newline */
    void *argument;
};

/* Begins to listen. `socket`: connected with QEMU's QMP; stays the caller's. */
void host_troubles_begin(struct host_troubles *troubles, const struct manifest *manifest,
                         int socket);
/* Takes what is there, without waiting, and says of each disk what is wrong, at most every ten
 * seconds. False: the other end is closed. */
bool host_troubles_take(struct host_troubles *troubles);
void host_troubles_end(struct host_troubles *troubles);

#endif
