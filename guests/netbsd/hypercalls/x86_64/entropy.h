/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef NETBSD_ENTROPY_H
#define NETBSD_ENTROPY_H

#include <stdbool.h>
#include <stdint.h>

/* 64 bits from the CPU: of its seed source (RDSEED) or, if it has none or that is exhausted, of its
 * generator (RDRAND). False: it has neither, or they fail. */
bool entropy_from_cpu(uint64_t *word);

#endif
