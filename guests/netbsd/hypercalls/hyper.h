/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by the hypercalls: the rump kernel's upcalls, and the release of its CPU around waits. */
#ifndef NETBSD_HYPER_H
#define NETBSD_HYPER_H

#include <rumpuser.h>

extern struct rumpuser_hyperup hyper_up; /* as given to rumpuser_init() */

/* Release the rump kernel's CPU, which the caller holds, and take it again. *locks: for
 * hyper_take(). */
static inline void hyper_release(int *locks)
{
    hyper_up.hyp_backend_unschedule(0, locks, NULL);
}

static inline void hyper_take(int locks)
{
    hyper_up.hyp_backend_schedule(locks, NULL);
}

/* Memory for calls that cannot fail: if there is none, the VM says what it was for and ends. */
void *hyper_get(size_t bytes, const char *what);

#endif
