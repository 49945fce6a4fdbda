/* SPDX-License-Identifier: BSD-2-Clause */
/* The components of a VM: that there are such, that none lacks another, that none excludes another.
 */
#ifndef NETBSD_CHOOSE_H
#define NETBSD_CHOOSE_H

#include "manifest/manifest.h"
#include "set.h"

/* Checks the components that VM number `vm` of the manifest names. Returns which of set->count it
 * has, the base among them; to be freed. */
bool *netbsd_choose(const struct manifest *manifest, uint32_t vm, const struct netbsd_set *set,
                    struct diag *diag);

#endif
