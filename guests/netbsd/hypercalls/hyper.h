/* SPDX-License-Identifier: BSD-2-Clause */
/* What the hypercalls share: the rump kernel's upcalls, and giving up its CPU around waits. */
#ifndef NETBSD_HYPER_H
#define NETBSD_HYPER_H

#include <rumpuser.h>

extern struct rumpuser_hyperup hyper_up; /* as given to rumpuser_init() */

/* Gives up the rump kernel's CPU, which the caller holds, and takes it again.
 * *locks: for hyper_take(). */
static inline void hyper_release(int *locks)
{
    hyper_up.hyp_backend_unschedule(0, locks, NULL);
}

static inline void hyper_take(int locks)
{
    hyper_up.hyp_backend_schedule(locks, NULL);
}

/* Memory for what cannot fail: without it the VM ends, and says that it had none for `what`. */
void *hyper_get(size_t bytes, const char *what);

#endif
