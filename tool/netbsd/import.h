/* SPDX-License-Identifier: BSD-2-Clause */
/* Where manifests have rump archives from: what was imported last, or what they or the environment
 * name. */
#ifndef NETBSD_IMPORT_H
#define NETBSD_IMPORT_H

#include "manifest/manifest.h"
#include "set.h"

/* Imports a folder or a release set (a compressed tar archive), shows what is in it on stdout, and
 * makes it the one that manifests use which name none. */
enum outcome netbsd_import(const char *path);

/* Opens the set that a manifest uses: its own, $EVM_RUMP_DIR or the one imported last. Mistakes go
 * to `diag`, at the place of the key 'netbsd' or of VM number `vm`, the first that needs a set;
 * then the result is false. */
bool netbsd_open(const struct manifest *manifest, uint32_t vm, struct netbsd_set *set,
                 struct diag *diag);

#endif
