/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by the files that list authorities. */
#ifndef KINDS_H
#define KINDS_H

#include "authority.h"

/* network.c */
void authority_add(struct authorities *list, struct authority authority);
/* Adds what a VM may do by its ports of switches. */
void add_ports(struct authorities *list, const struct manifest *manifest, const struct vm *vm);

#endif
