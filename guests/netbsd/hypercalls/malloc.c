/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory hypercalls, on memory.h. */
#include <cos/string.h>
#include <errno.h>
#include <rumpuser.h>

#include "memory.h"

#define MOST_ALIGN_BITS 40 /* no VM has that much memory */

/* Callers that may wait for memory retry; the others check *memory. */
int rumpuser_malloc(size_t bytes, int align, void **memory)
{
    *memory = memory_get(bytes, (size_t)align);
    return *memory != NULL ? 0 : ENOMEM;
}

void rumpuser_free(void *memory, size_t bytes)
{
    memory_put(memory, bytes);
}

int rumpuser_anonmmap(void *preferred, size_t bytes, int align_bits, int executable, void **memory)
{
    (void)preferred;
    *memory = NULL;
    if (executable)
        return EACCES;
    if (bytes > SIZE_MAX - MEMORY_PAGE || align_bits < 0 || align_bits > MOST_ALIGN_BITS)
        return ENOMEM;
    *memory = memory_get(bytes, (size_t)1 << align_bits > MEMORY_PAGE ? (size_t)1 << align_bits
                                                                      : MEMORY_PAGE);
    if (*memory == NULL)
        return ENOMEM;
    memset(*memory, 0, bytes);
    return 0;
}

void rumpuser_unmap(void *memory, size_t bytes)
{
    memory_put(memory, bytes);
}

_Noreturn void memory_broken(const void *memory)
{
    rumpuser_dprintf("memory %p is freed but was not allocated, or was with another size\n",
                     memory);
    rumpuser_exit(RUMPUSER_PANIC);
}
