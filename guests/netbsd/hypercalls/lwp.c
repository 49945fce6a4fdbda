/* SPDX-License-Identifier: BSD-2-Clause */
/* The lwp as which a thread runs. */
#include <rumpuser.h>
#include <thread.h>

void rumpuser_curlwpop(int operation, struct lwp *lwp)
{
    if (operation == RUMPUSER_LWP_SET)
        thread_current->lwp = lwp;
    else if (operation == RUMPUSER_LWP_CLEAR)
        thread_current->lwp = NULL;
}

struct lwp *rumpuser_curlwp(void)
{
    return thread_current->lwp;
}
