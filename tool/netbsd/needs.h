/* SPDX-License-Identifier: BSD-2-Clause */
/* Dependencies of components, computed from the symbols of their archives. */
#ifndef NETBSD_NEEDS_H
#define NETBSD_NEEDS_H

#include "set.h"

/* A dependency of a component beside those chosen: one of the candidates, which define the
 * symbol. */
struct netbsd_need {
    const char *symbol;        /* one of the needed symbols */
    struct strings candidates; /* names; empty: no component defines it */
};

/* Returns what component number `index` needs beside the chosen ones (of set->count) and the layer,
 * without needs that another one implies. Free it by netbsd_needs_free(). */
struct netbsd_need *netbsd_needs(const struct netbsd_set *set, uint32_t index, const bool chosen[],
                                 unsigned *count);
void netbsd_needs_free(struct netbsd_need *needs, unsigned count);

#endif
