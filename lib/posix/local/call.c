/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls of a client that is linked into its VM: functions of the rump kernel. */
#include <errno.h>

#include "posix.h"
#include "thread.h"

#define ARGUMENTS 8

/* In the rump kernel. arguments: `bytes` of 64-bit words; values[2]. 0 or an errno. */
int rump_syscall(int number, void *arguments, size_t bytes, long *values);

/* Called by the rump kernel at the end of each rump_sys_*(). */
void rumpuser_seterrno(int error);

long posix_call(unsigned service, unsigned number, const struct posix_argument *arguments,
                unsigned count)
{
    uint64_t plain[ARGUMENTS];
    long values[2] = {0, 0};
    int error;

    (void)service; /* a local client uses only its own VM */
    for (unsigned i = 0; i < count; i++)
        plain[i] = arguments[i].value;
    error = rump_syscall((int)number, plain, count * sizeof *plain, values);
    thread_check();
    if (error != 0) {
        errno = error;
        return -1;
    }
    return values[0];
}

int *__errno(void)
{
    return &thread_current->error;
}

void rumpuser_seterrno(int error)
{
    errno = error;
    thread_check();
}
