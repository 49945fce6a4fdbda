/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A device itself reports the place and size of its memory, and may lie. No component gets memory
 * that overlaps something else: RAM, interrupt controllers, what `devices` has, or what the system
 * or another component has.
 */
#ifndef BOOTER_RANGES_H
#define BOOTER_RANGES_H

#include <device_work.h>
#include <stdbool.h>
#include <stdint.h>

/* Returns the message-signalled line of the component's device of that index. */
uint64_t message_line(uint64_t id, uint64_t index);

/* Record what the component's device of that index has behind a BAR, which is given to it when it
 * is made; or return what is there already. */
enum work_clash range_claim_memory(uint64_t id, unsigned index, unsigned bar, uint64_t first,
                                   uint64_t bytes);
enum work_clash range_claim_ports(uint64_t id, unsigned index, unsigned bar, uint32_t first,
                                  uint32_t count);
/* Whether device `number` of the image has claimed exactly that. */
bool range_has_memory(unsigned number, unsigned bar, uint64_t first, uint64_t bytes);
bool range_has_ports(unsigned number, unsigned bar, uint32_t first, uint32_t count);

/* Whether `devices` may have that device memory; then no component gets it from now on. */
bool range_for_devices(uint64_t first, uint64_t bytes);
/* Whether a component's `mmio:` has some of it. */
bool range_mmio_clashes(uint64_t id);

#endif
