/* SPDX-License-Identifier: BSD-2-Clause */
/* The value of one key, from the tree or the table into its structure. */
#ifndef MANIFEST_VALUE_H
#define MANIFEST_VALUE_H

#include "keys.h"

/* Loads a value of the right shape into `member`. `where`: prefix of messages. What is no such
 * value, or out of the key's range, is reported, and leaves the member as it is. */
void value_load(struct manifest_tree *tree, struct diag *diag, const char *where,
                const struct key *key, const yaml_node_t *value, void *member);
/* The one that the table has for a key that is not given. */
void value_default(const struct key *key, void *member);
/* Frees what value_load() has made. */
void value_free(const struct key *key, void *member);

#endif
