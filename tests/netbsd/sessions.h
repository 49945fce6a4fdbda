/* SPDX-License-Identifier: BSD-2-Clause */
/* Sessions of callers: a thread for each, which does its calls on whichever carrier. */
#ifndef SESSIONS_H
#define SESSIONS_H

#include <stdint.h>

/* What a call does, by the session's thread: written by the test. */
int64_t serve(uint64_t kind, uint64_t value);

/* Makes them; calls are answered from now on. 0, or a negative COS_E*. With the virtual CPU. */
int64_t sessions_start(void);

#endif
