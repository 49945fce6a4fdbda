/* SPDX-License-Identifier: BSD-2-Clause */
/* The manifest as a tree of YAML nodes with their places in the file: a thin layer over libyaml's
 * documents. */
#ifndef MANIFEST_TREE_H
#define MANIFEST_TREE_H

#include <yaml.h>

#include "base/base.h"
#include "base/diag.h"

struct manifest_tree {
    yaml_document_t document;
    struct strings dropped; /* names of VMs, disks and switches that were reported and dropped */
    bool incomplete;        /* a key of the system was dropped */
};

/* Reads and parses diag->file. Returns NULL after mistakes: unreadable, empty, not YAML, more than
 * one document, aliases. */
struct manifest_tree *tree_load(struct diag *diag);
void tree_free(struct manifest_tree *tree);

yaml_node_t *tree_node(struct manifest_tree *tree, int id);
struct place tree_place(const yaml_node_t *node);
const char *tree_text(const yaml_node_t *node); /* of a scalar; NULL for other nodes */
/* Returns "a list", "a mapping", "the text 'x'" or "nothing", for messages. */
const char *tree_shape(const yaml_node_t *node);

/* Returns the pair of mapping `node` whose key is `key`; NULL: none, or not a mapping. */
yaml_node_pair_t *tree_pair(struct manifest_tree *tree, yaml_node_t *node, const char *key);
yaml_node_t *tree_value(struct manifest_tree *tree, yaml_node_t *node, const char *key);
void tree_drop(yaml_node_t *mapping, yaml_node_pair_t *pair);

#endif
