/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes grants of what the tool says of the users (blockd.h). No system calls. */
#ifndef BLOCKD_CONFIG_H
#define BLOCKD_CONFIG_H

#include "grant.h"

#include <stddef.h>

/*
 * config[bytes]: a struct blockd_config; all of it is checked. *grants was zeroed. disks: how many
 * there are. NULL, or what is expected in place of what is there; then *user is the number of the
 * user that this is about, or -1: of none.
 */
const char *config_read(struct grants *grants, const void *config, size_t bytes, unsigned disks,
                        int *user);

#endif
