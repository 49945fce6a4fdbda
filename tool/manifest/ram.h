/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a PC has its RAM, as far as that is the same on all of them. */
#ifndef RAM_H
#define RAM_H

#include "manifest.h"

/* Reports each entry of `mmio` that reaches into the RAM of a machine with that many bytes of
 * memory. */
void ram_check(const struct manifest *manifest, uint64_t memory, struct diag *diag);

#endif
