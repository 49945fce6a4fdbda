/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts a fault into a machine that stands. */
#ifndef FAULT_INJECT_H
#define FAULT_INJECT_H

#include "machine.h"
#include "plan.h"

/* Returns true if the machine executes that component, at an address of its text. */
bool inject_runs(struct machine *machine, const struct subjects *subjects, uint32_t number);
/* Puts the fault into its target, which the machine executes, and records what it has changed.
 * Returns false if it finds no place for it. */
bool inject(struct machine *machine, const struct subjects *subjects, struct fault *fault);
/* Takes back the change of a bit in memory that is still there, so that the next fault begins with
 * a sound system. */
void inject_undo(struct machine *machine, const struct fault *fault);

#endif
