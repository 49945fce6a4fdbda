/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One thread at a time works on devices: the component's own, or a driver's that calls
 * (cos/lock.h). The holder waits for the booter's lock at most: the longest section is the
 * examination of a component's devices.
 */
#ifndef DEVICES_LOCK_H
#define DEVICES_LOCK_H

#include <stdbool.h>
#include <stdint.h>

/* Takes a page for capabilities. */
void lock_begin(void);
/* Lets drivers' calls in, when the component is ready for them; until then it is away for them. */
void lock_open(void);
bool lock_is_open(void);
void lock_take(uint64_t thread);
void lock_leave(void);

#endif
