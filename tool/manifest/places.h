/* SPDX-License-Identifier: BSD-2-Clause */
/* Records places of keys in the file, for messages of later checks. */
#ifndef MANIFEST_PLACES_H
#define MANIFEST_PLACES_H

#include "manifest.h"
#include "tree.h"

/* Records the place of a key's value, and of the items of a list or mapping. `prefix`: before its
 * name in manifest_place(). */
void places_add(struct places *places, struct manifest_tree *tree, const char *prefix,
                const char *name, const yaml_node_t *value);
/* Records the place of one more item of a list that is made from `list`. */
void places_add_item(struct places *places, const char *name, const yaml_node_t *list,
                     const yaml_node_t *item);
void places_free(struct places *places);

#endif
