/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef NETBSD_ENTROPY_H
#define NETBSD_ENTROPY_H

#include <stdbool.h>
#include <stdint.h>

#define ENTROPY_LACKS "neither RDSEED nor RDRAND" /* a CPU without a source */

/* 64 bits from the CPU's seed source (RDSEED) or, if it has none or that is exhausted, from its
 * generator (RDRAND). False: the CPU has neither, or both fail. */
bool entropy_from_cpu(uint64_t *word);

#endif
