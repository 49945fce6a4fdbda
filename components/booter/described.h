/* SPDX-License-Identifier: BSD-2-Clause */
/* The PCI devices of the component that is being made, as `devices` has described them. */
#ifndef BOOTER_DESCRIBED_H
#define BOOTER_DESCRIBED_H

#include <cos/start.h>
#include <stdint.h>

/* Where `devices` has its descriptions (WORK_BEGIN). */
void described_at(uint64_t address);
/* Fetches those of the component's devices, and checks them: they can name only memory and ports
 * that the booter has let them claim. EBUSY: `devices` has ended meanwhile; EINVAL. */
int64_t described_fetch(uint64_t id);
/* Copies what has been fetched. Returns how many devices there are. */
uint32_t described_copy(struct cos_pci *devices);
/* Gives the component their memory, ports and message-signalled lines. */
int64_t described_give(uint64_t id);

#endif
