/* SPDX-License-Identifier: BSD-2-Clause */
#include "hyper.h"

#include "memory.h"

void *hyper_get(size_t bytes, const char *what)
{
    void *memory = memory_get(bytes, 0);

    if (memory == NULL) {
        rumpuser_dprintf(
            "there is no memory for %s; give the VM more (key `memory:` of the manifest)\n", what);
        rumpuser_exit(RUMPUSER_PANIC);
    }
    return memory;
}
