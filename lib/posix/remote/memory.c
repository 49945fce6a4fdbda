/* SPDX-License-Identifier: BSD-2-Clause */
/* A component client's own memory, and its end. */
#include "memory.h"

#include <cos/print.h>
#include <cos/runtime.h>
#include <stdbool.h>

#include "posix.h"

#define BROKEN_STATUS 134 /* the same as abort()'s */

static bool started;

void *posix_memory(size_t bytes, size_t align)
{
    const struct cos_start *self = cos_self();

    if (!started && self->ram_pages > 0) {
        memory_start((void *)self->ram_start, self->ram_pages);
        started = true;
    }
    return started ? memory_get(bytes, align) : NULL;
}

_Noreturn void memory_broken(const void *memory)
{
    cos_print("free() or realloc() of %p, which malloc() did not return, or which was freed or "
              "overwritten\n",
              memory);
    cos_exit(BROKEN_STATUS);
}

_Noreturn void posix_end(int status)
{
    cos_exit(status & 255);
}
