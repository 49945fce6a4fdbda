/* SPDX-License-Identifier: BSD-2-Clause */
/* What a client needs of the VM that it is linked into, beside system calls. */
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
