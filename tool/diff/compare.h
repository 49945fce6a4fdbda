/* SPDX-License-Identifier: BSD-2-Clause */
/* The differences of two lists of facts. */
#ifndef COMPARE_H
#define COMPARE_H

#include "meaning/facts.h"

enum change { CHANGE_GAINED, CHANGE_LOST, CHANGE_OTHER, CHANGES };

struct difference {
    const struct fact *old, *new; /* one of them may be NULL */
    enum change change;           /* GAINED: there is more of it than before */
};

struct differences {
    struct difference *item;
    uint32_t count;
};

/* Compares two lists. If only one side has a VM, the differences include only its authority and
 * resources. The facts must outlive the differences. */
void compare(const struct facts *old, const struct facts *new, struct differences *differences);
/* Returns the number of differences of that class and change. */
uint32_t differences_count(const struct differences *differences, enum fact_class class,
                           enum change change);

/* Returns the fact of the side that has it, the new one first. */
const struct fact *fact_of(const struct difference *difference);

#endif
