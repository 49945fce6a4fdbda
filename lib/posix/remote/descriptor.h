/* SPDX-License-Identifier: BSD-2-Clause */
/* The client's own descriptors: each stands for a VM's descriptor or for the console. */
#ifndef POSIX_DESCRIPTOR_H
#define POSIX_DESCRIPTOR_H

#include <limits.h>
#include <stdbool.h>

#include "service.h"

/* Which transfers may be split into several calls. */
enum sort {
    SORT_UNKNOWN,
    SORT_REGULAR,  /* files: reads and writes */
    SORT_STREAM,   /* only writes: a second read might wait although data has arrived */
    SORT_MESSAGES, /* none */
};

struct descriptor {
    struct service *service; /* NULL: the console */
    uint32_t generation;     /* the service's when it was opened; if they differ, the descriptor is
                              * void */
    int remote;              /* the VM's descriptor number */
    bool open;
    uint8_t sort;
};

/* NULL: EBADF; also for void descriptors. */
struct descriptor *descriptor_get(int file);

/* The lowest free number from `lowest` on, for a new descriptor of the VM. -1: EMFILE; closes the
 * VM's descriptor. */
int descriptor_add(struct service *service, long remote, int lowest);

/* The number of an open descriptor of the service; -1: none. */
int descriptor_find(const struct service *service, long remote);

enum sort descriptor_sort(int file);

#endif
