/* SPDX-License-Identifier: BSD-2-Clause */
/* Services of the local client's VM besides system calls. */
#include <memory.h>
#include <start.h>

#include "posix.h"

_Noreturn void posix_end(int status)
{
    vm_end(status);
}

void *posix_memory(size_t bytes, size_t align)
{
    return memory_get(bytes, align);
}
