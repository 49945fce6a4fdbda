/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeping where keys are in the file, for messages of later checks. */
#ifndef MANIFEST_PLACES_H
#define MANIFEST_PLACES_H

#include "manifest.h"
#include "tree.h"

/* Keeps where the value of a key is, with the items of a list or mapping. `prefix`: before its name
 * in manifest_place(). */
void places_add(struct places *places, struct manifest_tree *tree, const char *prefix,
                const char *name, const yaml_node_t *value);
/* Keeps where one more item is, of a list that is made of what is in `list`. */
void places_add_item(struct places *places, const char *name, const yaml_node_t *list,
                     const yaml_node_t *item);
void places_free(struct places *places);

#endif
