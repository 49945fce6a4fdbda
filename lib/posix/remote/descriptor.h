/* SPDX-License-Identifier: BSD-2-Clause */
/* The client's own descriptors: each stands for one of a VM, or for the console. */
#ifndef POSIX_DESCRIPTOR_H
#define POSIX_DESCRIPTOR_H

#include <limits.h>
#include <stdbool.h>

#include "service.h"

/* How much may be transferred by several calls as if it were one. */
enum sort {
    SORT_UNKNOWN,
    SORT_REGULAR,  /* files: reads and writes */
    SORT_STREAM,   /* only writes: a further read might wait although there are data */
    SORT_MESSAGES, /* nothing */
};

struct descriptor {
    struct service *service; /* NULL: the console */
    uint32_t generation;     /* of the service when it was opened; another one: void */
    int remote;              /* the VM's number */
    bool open;
    uint8_t sort;
};

/* NULL: EBADF, also for void ones. */
struct descriptor *descriptor_get(int file);

/* The lowest free number from `lowest` on, for a descriptor that the VM has just made. -1:
 * EMFILE; that is closed. */
int descriptor_add(struct service *service, long remote, int lowest);

/* The number of an open descriptor of the service; -1: none. */
int descriptor_find(const struct service *service, long remote);

enum sort descriptor_sort(int file);

#endif
