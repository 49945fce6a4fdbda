/* SPDX-License-Identifier: BSD-2-Clause */
/* Places of a manifest's keys in its file, and the files that it names. */
#include "places.h"

#include <stdlib.h>
#include <string.h>

struct located {
    char *key;
    const char *said; /* if it is a text: within the tree */
    struct place place, *items;
    uint32_t count;
};

/* ---- Keeping --------------------------------------------------------------------------------- */

static struct located *find(const struct places *places, const char *key)
{
    for (uint32_t i = 0; i < places->count; i++)
        if (!strcmp(places->keys[i].key, key))
            return &places->keys[i];
    return NULL;
}

static struct located *add(struct places *places, char *key, const yaml_node_t *value)
{
    places->keys = need_more(places->keys, (places->count + 1) * sizeof(*places->keys));
    places->keys[places->count] = (struct located){key, tree_text(value), tree_place(value), NULL,
                                                   0};
    return &places->keys[places->count++];
}

static void add_item(struct located *key, const yaml_node_t *item)
{
    key->items = need_room(key->items, key->count, sizeof(*key->items));
    key->items[key->count++] = tree_place(item);
}

void places_add(struct places *places, struct manifest_tree *tree, const char *prefix,
                const char *name, const yaml_node_t *value)
{
    struct located *key = add(places, text("%s%s", prefix, name), value);

    if (value->type == YAML_SEQUENCE_NODE)
        for (yaml_node_item_t *item = value->data.sequence.items.start;
             item < value->data.sequence.items.top; item++)
            add_item(key, tree_node(tree, *item));
    else if (value->type == YAML_MAPPING_NODE)
        for (yaml_node_pair_t *pair = value->data.mapping.pairs.start;
             pair < value->data.mapping.pairs.top; pair++)
            add_item(key, tree_node(tree, pair->key));
}

void places_add_item(struct places *places, const char *name, const yaml_node_t *list,
                     const yaml_node_t *item)
{
    struct located *key = find(places, name);

    add_item(key ? key : add(places, text("%s", name), list), item);
}

void places_free(struct places *places)
{
    for (uint32_t i = 0; i < places->count; i++) {
        free(places->keys[i].key);
        free(places->keys[i].items);
    }
    free(places->keys);
    *places = (struct places){0};
}

/* ---- Asking ---------------------------------------------------------------------------------- */

static const struct places *places_of(const struct manifest *manifest, const char *list,
                                      uint32_t number)
{
    if (!list)
        return &manifest->places;
    if (!strcmp(list, "vms"))
        return &manifest->vms[number].places;
    if (!strcmp(list, "disks"))
        return &manifest->disks[number].places;
    return !strcmp(list, "switches") ? &manifest->switches[number].places
                                     : &manifest->ports[number].places;
}

struct place manifest_item_place(const struct manifest *manifest, const char *list, uint32_t number,
                                 const char *key, int index)
{
    const struct places *places = places_of(manifest, list, number);
    const struct located *found = find(places, key);

    if (!found)
        return places->whole;
    return index >= 0 && (uint32_t)index < found->count ? found->items[index] : found->place;
}

struct place manifest_place(const struct manifest *manifest, int vm, const char *key, int index)
{
    return manifest_item_place(manifest, vm >= 0 ? "vms" : NULL, vm, key, index);
}

const char *manifest_said(const struct manifest *manifest, const char *list, uint32_t number,
                          const char *key)
{
    const struct located *found = find(places_of(manifest, list, number), key);

    return found ? found->said : NULL;
}

bool manifest_dropped(const struct manifest *manifest, const char *name)
{
    return manifest->tree->incomplete || strings_have(&manifest->tree->dropped, name);
}

char *manifest_path(const struct manifest *manifest, const char *path)
{
    return *path == '/' ? text("%s", path) : text("%s/%s", manifest->folder, path);
}
