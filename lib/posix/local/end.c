/* SPDX-License-Identifier: BSD-2-Clause */
/* What a client needs of the VM that it is linked into, beside system calls. */
#include "end.h"
#include "memory.h"
#include "posix.h"

_Noreturn void rumpuser_exit(int how); /* guests/netbsd/include/rumpuser.h */

/* The kernel writes back and unmounts file systems, then halts, which ends the VM with that status. */
_Noreturn void posix_end(int status)
{
    end_status = status & 255;
    CALL(POSIX_ANY, SYS_reboot, VALUE(0), VALUE(0));
    rumpuser_exit(end_status);
}

void *posix_memory(size_t bytes, size_t align)
{
    return memory_get(bytes, align);
}
