/* SPDX-License-Identifier: BSD-2-Clause */
/* The rump archives of a manifest: the last imported set, or the one that the manifest or the
 * environment names. */
#ifndef NETBSD_IMPORT_H
#define NETBSD_IMPORT_H

#include "manifest/manifest.h"
#include "set.h"

/* Imports a folder or a release set (a compressed tar archive), lists its contents on stdout, and
 * makes it the default of manifests. */
enum outcome netbsd_import(const char *path);

/* Opens the set of a manifest: its own, $EVM_RUMP_DIR or the last imported one. Returns false after
 * adding mistakes to `diag`, at the place of the key 'netbsd' or of VM number `vm`, the first that
 * needs a set. */
bool netbsd_open(const struct manifest *manifest, uint32_t vm, struct netbsd_set *set,
                 struct diag *diag);

#endif
