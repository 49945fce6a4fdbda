/* SPDX-License-Identifier: BSD-2-Clause */
/* The addresses that are RAM on every PC. */
#ifndef RAM_H
#define RAM_H

#include "manifest.h"

/* Reports each entry of `mmio` that overlaps the RAM of a machine with `memory` bytes of it. */
void ram_check(const struct manifest *manifest, uint64_t memory, struct diag *diag);

#endif
