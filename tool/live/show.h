/* SPDX-License-Identifier: BSD-2-Clause */
/* The components of a running system, as a table or JSON. */
#ifndef LIVE_SHOW_H
#define LIVE_SHOW_H

#include "live/line.h"

struct sample {
    struct control_component item[EVM_COMPONENTS];
    uint32_t count;
};

/* Asks about all components, over a line of its own. Reports what is wrong. */
enum outcome sample_take(const struct target *target, struct sample *sample);
/* Prints a table. before: an earlier sample, for the share of the CPU since then; NULL: since the
 * system's start. */
void sample_print(const struct sample *sample, const struct sample *before);
void sample_json(const struct target *target, const struct sample *sample);
/* Returns the index of the component of that name; -1: there is none. */
int sample_find(const struct sample *sample, const char *name);

#endif
