/* SPDX-License-Identifier: BSD-2-Clause */
/* Loads the value of one key, from the tree or the table, into its structure. */
#ifndef MANIFEST_VALUE_H
#define MANIFEST_VALUE_H

#include "keys.h"

/* Loads a value of the right shape into `member`. `where`: prefix of messages. Reports a value that
 * is invalid or out of the key's range, and leaves the member unchanged. */
void value_load(struct manifest_tree *tree, struct diag *diag, const char *where,
                const struct key *key, const yaml_node_t *value, void *member);
/* Loads the table's default value. */
void value_default(const struct key *key, void *member);
/* Frees a value that value_load() has loaded. */
void value_free(const struct key *key, void *member);

#endif
