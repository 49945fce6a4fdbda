/* SPDX-License-Identifier: BSD-2-Clause */
/* Brings a checked tree into the one form that the libcyaml schema describes: VMs as a list, lists
 * where a single text is allowed, "NAME=VALUE" for mappings, defaults filled in. */
#ifndef MANIFEST_NORMAL_H
#define MANIFEST_NORMAL_H

#include "tree.h"

/* Reports what cannot be brought into that form (a quote that is not closed). */
void normalise(struct manifest_tree *tree, struct diag *diag);

#endif
