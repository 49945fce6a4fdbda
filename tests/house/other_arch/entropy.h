/* SPDX-License-Identifier: BSD-2-Clause */
/* A made-up architecture: what guests/netbsd/hypercalls/x86_64/entropy.h gives shared code. */
#ifndef NETBSD_ENTROPY_H
#define NETBSD_ENTROPY_H

#include <stdbool.h>
#include <stdint.h>

#define ENTROPY_LACKS "no source"

bool entropy_from_cpu(uint64_t *word);

#endif
