/* SPDX-License-Identifier: BSD-2-Clause */
/* The two halves of a link: the stage and the blocks. */
#include <cos/string.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/link.h>

#include "descriptor.h"
#include "posix.h"
#include "service.h"

#define ALIGN       16
#define BLOCK_ALIGN 64

struct block {
    struct block *next;
    char *start;
    size_t bytes;
};

static size_t half(const struct service *service)
{
    return service->bytes / 2 & ~(size_t)(BLOCK_ALIGN - 1);
}

void stage_empty(struct service *service)
{
    service->used = (sizeof(struct netbsd_link) + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

size_t stage_room(const struct service *service)
{
    return half(service) > service->used ? half(service) - service->used : 0;
}

void *stage_get(struct service *service, size_t bytes)
{
    char *at = (char *)service->link + service->used;

    if (bytes > stage_room(service)) {
        errno = ENOMEM;
        return NULL;
    }
    service->used += (bytes + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    return at;
}

bool stage_copy(struct service *service, const void *data, size_t bytes, uint64_t *argument)
{
    void *at = data != NULL ? stage_get(service, bytes) : NULL;

    *argument = (uint64_t)at;
    if (at != NULL)
        memcpy(at, data, bytes);
    return at != NULL || data == NULL;
}

bool stage_text(struct service *service, const char *text, uint64_t *argument)
{
    return stage_copy(service, text, text != NULL ? strlen(text) + 1 : 0, argument);
}

bool in_block(const struct service *service, const void *memory, size_t bytes)
{
    const char *start = memory;

    for (const struct block *block = service->blocks; block != NULL; block = block->next)
        if (start >= block->start && bytes <= block->bytes &&
            (size_t)(start - block->start) <= block->bytes - bytes)
            return true;
    return false;
}

/* The place in the list for a block of that size, which begins at *start. NULL: it does not fit. */
static struct block **find_gap(struct service *service, size_t bytes, char **start)
{
    char *end = (char *)service->link + service->bytes;
    struct block **at = &service->blocks;

    *start = (char *)service->link + half(service);
    for (; *at != NULL; at = &(*at)->next) {
        if ((size_t)((*at)->start - *start) >= bytes)
            return at;
        *start = (*at)->start + (*at)->bytes;
    }
    return (size_t)(end - *start) >= bytes ? at : NULL;
}

void *posix_link_alloc(int file, size_t bytes)
{
    const struct descriptor *descriptor = descriptor_get(file);
    size_t rounded = (bytes + BLOCK_ALIGN - 1) & ~(size_t)(BLOCK_ALIGN - 1);
    struct block *block, **at;
    char *start;

    if (descriptor == NULL || descriptor->service == NULL) {
        errno = EBADF;
        return NULL;
    }
    block = malloc(sizeof *block);
    at = block != NULL && bytes > 0 && rounded >= bytes
             ? find_gap(descriptor->service, rounded, &start)
             : NULL;
    if (at == NULL) {
        free(block);
        errno = ENOMEM;
        return NULL;
    }
    *block = (struct block){.next = *at, .start = start, .bytes = rounded};
    *at = block;
    return start;
}

static bool take_out(struct service *service, const void *memory)
{
    for (struct block **at = service != NULL ? &service->blocks : NULL; at != NULL && *at != NULL;
         at = &(*at)->next) {
        if ((*at)->start == memory) {
            struct block *block = *at;

            *at = block->next;
            free(block);
            return true;
        }
    }
    return false;
}

void posix_link_free(void *memory)
{
    if (memory != NULL && !take_out(service_get(POSIX_FILES), memory))
        take_out(service_get(POSIX_SOCKETS), memory);
}
