/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef NETBSD_JITTER_H
#define NETBSD_JITTER_H

#include <stdbool.h>
#include <stdint.h>

/* 64 bits from how long memory accesses take. False: the times did not vary enough, so *word has
 * little entropy. For CPUs without a source of their own; takes about 100,000 instructions. */
bool random_from_jitter(uint64_t *word);

#endif
