/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks the components of a VM: they exist, none lacks another, and none excludes another. */
#ifndef NETBSD_CHOOSE_H
#define NETBSD_CHOOSE_H

#include "manifest/manifest.h"
#include "set.h"

/* Checks the components that VM number `vm` of the manifest names. Returns a flag for each of
 * set->count, true for the VM's, the base included; the caller frees it. */
bool *netbsd_choose(const struct manifest *manifest, uint32_t vm, const struct netbsd_set *set,
                    struct diag *diag);

#endif
