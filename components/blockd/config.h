/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes grants from the configuration that the tool writes (blockd.h). No system calls. */
#ifndef BLOCKD_CONFIG_H
#define BLOCKD_CONFIG_H

#include "grant.h"

#include <stddef.h>

/*
 * Checks config[bytes], a struct blockd_config, and fills *grants, which the caller has zeroed.
 * disks: their number. Returns NULL, or what was expected; then *user is the number of the wrong
 * user, or -1 if the mistake concerns no single one.
 */
const char *config_read(struct grants *grants, const void *config, size_t bytes, unsigned disks,
                        int *user);

#endif
