/* SPDX-License-Identifier: BSD-2-Clause */
/* What components need of each other, computed from the symbols of their archives. */
#ifndef NETBSD_NEEDS_H
#define NETBSD_NEEDS_H

#include "set.h"

/* Something that a component needs beside those chosen: one of the candidates, which define the
 * symbol. */
struct netbsd_need {
    const char *symbol;        /* an example of what it needs from them */
    struct strings candidates; /* names; none: nothing has it */
};

/* What component number `index` needs beside those chosen (of set->count) and the layer; no need
 * that another one implies. To be freed by netbsd_needs_free(). */
struct netbsd_need *netbsd_needs(const struct netbsd_set *set, uint32_t index, const bool chosen[],
                                 unsigned *count);
void netbsd_needs_free(struct netbsd_need *needs, unsigned count);

#endif
