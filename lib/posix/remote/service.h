/* SPDX-License-Identifier: BSD-2-Clause */
/* The VMs that a component client uses, and the links with them. */
#ifndef POSIX_SERVICE_H
#define POSIX_SERVICE_H

#include <netbsd.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct block;

/* A link holds struct netbsd_link, then the stage, where the data of the call under way are, then,
 * in its upper half, blocks that the client has got by posix_link_alloc(). */
struct service {
    uint64_t slot; /* COS_SLOT_FILES or COS_SLOT_SOCKETS */
    struct netbsd_link *link;
    size_t bytes;         /* of the link */
    uint64_t session;     /* as the VM called it in the latest call */
    uint32_t generation;  /* changes when all descriptors become void: the VM has died, or
                             begun another session */
    size_t used;          /* bytes of the lower half */
    struct block *blocks; /* of the upper half, by address; not kept in the link, where the
                             VM could change them */
};

/* The one that `which` (enum posix_service) names. NULL: the manifest names
 * none; errno is ENXIO. */
struct service *service_get(unsigned which);

/* Makes a system call with up to NETBSD_ARGUMENTS arguments that the VM understands. -1: errno. */
long service_call(struct service *service, unsigned number, const uint64_t *arguments,
                  unsigned count);

/* The stage: empty it, and get the next `bytes` of it, 16-byte aligned. NULL: no
 * room; errno is ENOMEM. */
void stage_empty(struct service *service);
void *stage_get(struct service *service, size_t bytes);

/* The most that stage_get() would give now. */
size_t stage_room(const struct service *service);

/* Puts a copy there (of NULL: nothing), and its address, 0 for NULL, into *argument. */
bool stage_copy(struct service *service, const void *data, size_t bytes, uint64_t *argument);
bool stage_text(struct service *service, const char *text, uint64_t *argument);

/* Does the memory lie in a block of the link? */
bool in_block(const struct service *service, const void *memory, size_t bytes);

#endif
