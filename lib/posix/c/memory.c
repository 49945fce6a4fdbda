/* SPDX-License-Identifier: BSD-2-Clause */
/* malloc(), over the page allocator of NetBSD VMs. A header precedes each block. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "posix.h"

#define ALIGN 16

struct head {
    size_t bytes;  /* size of the allocation by posix_memory() */
    size_t offset; /* of the block in it */
};
_Static_assert(sizeof(struct head) == ALIGN, "blocks behind a head are aligned");

static struct head *head_of(void *memory)
{
    return (struct head *)memory - 1;
}

static void *get(size_t bytes, size_t align)
{
    size_t offset = align > ALIGN ? align : ALIGN;
    char *start = NULL;

    if (bytes <= SIZE_MAX / 2 && offset <= SIZE_MAX / 2)
        start = posix_memory(offset + bytes, align > ALIGN ? align : 0);
    if (start == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    *head_of(start + offset) = (struct head){offset + bytes, offset};
    return start + offset;
}

void *malloc(size_t bytes)
{
    return get(bytes, 0);
}

void *aligned_alloc(size_t align, size_t bytes)
{
    if (align == 0 || (align & (align - 1)) != 0) {
        errno = EINVAL;
        return NULL;
    }
    return get(bytes, align);
}

void free(void *memory)
{
    if (memory != NULL) {
        struct head head = *head_of(memory);

        memory_put((char *)memory - head.offset, head.bytes);
    }
}

void *calloc(size_t count, size_t bytes)
{
    size_t all;
    void *memory;

    if (__builtin_mul_overflow(count, bytes, &all)) {
        errno = ENOMEM;
        return NULL;
    }
    memory = get(all, 0);
    return memory == NULL ? NULL : memset(memory, 0, all);
}

void *realloc(void *memory, size_t bytes)
{
    void *new = get(bytes, 0);

    if (new != NULL && memory != NULL) {
        size_t old = head_of(memory)->bytes - head_of(memory)->offset;

        memcpy(new, memory, old < bytes ? old : bytes);
        free(memory);
    }
    return new;
}
