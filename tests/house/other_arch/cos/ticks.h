/* SPDX-License-Identifier: BSD-2-Clause */
/* A made-up architecture: what lib/cos/x86_64/cos/ticks.h gives shared code. */
#ifndef COS_TICKS_H
#define COS_TICKS_H

#include <stdint.h>

uint64_t cos_tsc(void);

#endif
