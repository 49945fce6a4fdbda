/* SPDX-License-Identifier: BSD-2-Clause */
/* What components need of each other, and which cannot be together: computed from the symbols of their archives. */
#ifndef NETBSD_NEEDS_H
#define NETBSD_NEEDS_H

#include "manifest.h"
#include "netbsd_set.h"

/* Something that a component needs beside those chosen: one of the candidates, which define the symbol. */
struct netbsd_need {
    const char *symbol;        /* an example of what it needs from them */
    struct strings candidates; /* names; none: nothing has it */
};

/* What component number `index` needs beside those chosen (of set->count) and the layer; no need that another one
 * implies. To be freed by netbsd_needs_free(). */
struct netbsd_need *netbsd_needs(const struct netbsd_set *set, uint32_t index, const bool chosen[], unsigned *count);
void netbsd_needs_free(struct netbsd_need *needs, unsigned count);

/* Checks the components that VM number `vm` of the manifest names. Returns which of set->count it has, the base among
 * them; to be freed. */
bool *netbsd_choose(const struct manifest *manifest, uint32_t vm, const struct netbsd_set *set, struct diag *diag);

#endif
