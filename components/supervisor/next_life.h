/* SPDX-License-Identifier: BSD-2-Clause */
/* Steps from a component's end to its next life, each a short one. On the supervisor's thread. */
#ifndef SUPERVISOR_NEXT_LIFE_H
#define SUPERVISOR_NEXT_LIFE_H

#include <stdbool.h>
#include <stdint.h>

/* Reports the end and makes its record; then begins to take back memory. */
void end_step(uint64_t id);
/* Returns the component whose report or record is not complete; 0: there is none. */
uint64_t reported_now(void);
/* Takes back memory; then decides whether the component starts again. */
void take_back_step(uint64_t id);
/* Has it made. */
void start_step(uint64_t id);
/* Tells some of those that are still to be told of a change of the component. */
void tell_some(uint64_t id);
/* It is to be started, but waits for a component that stays down: it stays down, too. */
void give_up_waiting(uint64_t id);
/* Whether another component has started it, though it was to wait: then it does not any more. */
bool is_started(uint64_t id, uint64_t alive, uint64_t now);

#endif
