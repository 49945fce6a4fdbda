/* SPDX-License-Identifier: BSD-2-Clause */
/* The VMs that a component client uses, and its links with them. */
#ifndef POSIX_SERVICE_H
#define POSIX_SERVICE_H

#include <netbsd.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct block;

/* A link holds struct netbsd_link, then the stage with the data of the current call and, in its
 * upper half, blocks of posix_link_alloc(). */
struct service {
    uint64_t slot; /* COS_SLOT_FILES or COS_SLOT_SOCKETS */
    struct netbsd_link *link;
    size_t bytes;         /* of the link */
    uint64_t session;     /* the VM's name for it in the last call */
    uint32_t generation;  /* changes when all descriptors become void: the VM has died or started
                           * another session */
    size_t used;          /* bytes used in the lower half */
    struct block *blocks; /* of the upper half, by address; kept outside the link, where the VM
                           * cannot change them */
};

/* The service that `which` (enum posix_service) selects. NULL: the manifest names no VM; errno is
 * ENXIO. */
struct service *service_get(unsigned which);

/* Makes a system call with up to NETBSD_ARGUMENTS arguments, as the VM expects them. -1: errno. */
long service_call(struct service *service, unsigned number, const uint64_t *arguments,
                  unsigned count);

/* Empty the stage; get the next `bytes` of it, aligned to 16. NULL: no room; errno is ENOMEM. */
void stage_empty(struct service *service);
void *stage_get(struct service *service, size_t bytes);

/* The most that stage_get() would give now. */
size_t stage_room(const struct service *service);

/* Copy data to the stage and store the copy's address in *argument; for NULL, store 0. */
bool stage_copy(struct service *service, const void *data, size_t bytes, uint64_t *argument);
bool stage_text(struct service *service, const char *text, uint64_t *argument);

/* Whether a block of the link contains the memory. */
bool in_block(const struct service *service, const void *memory, size_t bytes);

#endif
