/* SPDX-License-Identifier: BSD-2-Clause */
/* All operations with random and boundary arguments, most of them of the kind that the operation
 * takes, from whatever thread runs; with faults, interrupts and time passing in between. A step
 * spares only what ends the first component, since that ends the system by design. */
#ifndef STEPS_H
#define STEPS_H

#include <stdbool.h>
#include <stdint.h>

#define STEP_BYTES 24 /* of a record, which decides a step: the next random numbers (random.h) */

/* Situations that steps have produced since the program began. */
extern struct steps_reached {
    uint64_t calls; /* system calls */
    unsigned full, lost, handled, abroad, messages;
} steps_reached;

/* Seeds the random numbers, for records that are NULL. */
void steps_seed(void);

/* Boots a system with some components, as the record says. */
void steps_begin(const uint8_t *record);

/* Makes a step. Returns what is wrong then, NULL: nothing. Checks the kernel's data, too, if
 * asked. */
const char *steps_next(const uint8_t *record, bool check);

/* Returns what the last step was. */
const char *steps_last(void);

#endif
