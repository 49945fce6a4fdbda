/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines of the interrupt controllers by which PCI devices interrupt. A line belongs to one
 * component until its end. */
#ifndef BOOTER_LINES_H
#define BOOTER_LINES_H

#include <stdint.h>

/* WORK_LINE. */
int64_t line_give(uint64_t id, unsigned index, uint64_t line, uint64_t events);
/* Returns the events of its message-signalled line. */
uint64_t line_events(uint64_t id, unsigned index);
/* Frees the lines of the component. */
void lines_leave(uint64_t id);

#endif
