/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the keys of a manifest are in its file, and the files that it names. */
#include "manifest.h"
#include "tree.h"

/* Of `key` of a mapping; index >= 0: of that item of it. If it is not there: of the mapping. */
static struct place place_within(struct manifest_tree *tree, yaml_node_t *node, const char *key,
                                 int index)
{
    yaml_node_t *value = tree_value(tree, node, key);

    if (!value)
        return tree_place(node);
    if (index >= 0 && value->type == YAML_SEQUENCE_NODE &&
        index < value->data.sequence.items.top - value->data.sequence.items.start)
        value = tree_node(tree, value->data.sequence.items.start[index]);
    return tree_place(value);
}

struct place manifest_item_place(const struct manifest *manifest, const char *list, uint32_t number,
                                 const char *key, int index)
{
    yaml_node_t *items = tree_value(manifest->tree, tree_node(manifest->tree, 1), list);

    return place_within(manifest->tree,
                        tree_node(manifest->tree, items->data.sequence.items.start[number]), key,
                        index);
}

struct place manifest_place(const struct manifest *manifest, int vm, const char *key, int index)
{
    if (vm >= 0)
        return manifest_item_place(manifest, "vms", vm, key, index);
    return place_within(manifest->tree, tree_node(manifest->tree, 1), key, index);
}

bool manifest_dropped(const struct manifest *manifest, const char *name)
{
    return manifest->tree->incomplete || strings_have(&manifest->tree->dropped, name);
}

char *manifest_path(const struct manifest *manifest, const char *path)
{
    return *path == '/' ? text("%s", path) : text("%s/%s", manifest->folder, path);
}
