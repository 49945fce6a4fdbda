/* SPDX-License-Identifier: BSD-2-Clause */
/* What the components of a system may reach: each right by itself, from a checked manifest. */
#ifndef AUTHORITY_H
#define AUTHORITY_H

#include "manifest/manifest.h"

enum authority_kind {
    AUTHORITY_DISK,    /* object: the disk */
    AUTHORITY_DRIVES,  /* object: the disk or switch whose device the VM drives */
    AUTHORITY_PORT,    /* object: the switch */
    AUTHORITY_PEER,    /* object: a VM with which it may begin to talk, by a switch */
    AUTHORITY_OUTSIDE, /* object: the interface of the machine, by a switch */
    AUTHORITY_FORWARD, /* object: a port of the machine that leads to the VM, by a switch */
    AUTHORITY_CALL,    /* object: a VM, as for the following */
    AUTHORITY_SIGNAL,
    AUTHORITY_LINK,
    AUTHORITY_FILES,
    AUTHORITY_SOCKETS,
    AUTHORITY_IO, /* object: I/O ports, an interrupt line or device memory */
    AUTHORITY_PCI,
    AUTHORITY_DMA,
    AUTHORITY_BOOTER,
    AUTHORITY_CONTROL, /* object: all components, by the control channel */
    AUTHORITY_RNG,
};

struct authority {
    enum authority_kind kind;
    const char *holder; /* name of the VM or service; the manifest's */
    char *object;
    const char *by;  /* name of a switch, the manifest's; or NULL */
    char *what;      /* for readers: "disk 'data'", "calls to 'store'" */
    char *right;     /* "ro", "64K", ...; NULL: there is nothing to say */
    char *label;     /* part of `what` for a picture, beside the object; NULL: none */
    uint64_t degree; /* of two rights to the same object the higher one permits more */
};

struct authorities {
    struct authority *item;
    uint32_t count;
};

/* Lists all authorities, in the order of the components. The manifest must have no mistake, and
 * outlive the list. */
void authorities_list(const struct manifest *manifest, struct authorities *list);
void authorities_free(struct authorities *list);

#endif
