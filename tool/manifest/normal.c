/* SPDX-License-Identifier: BSD-2-Clause */
#include "normal.h"

#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "keys.h"
#include "manifest.h"

static const char *text_of(struct manifest_tree *tree, int id)
{
    return tree_text(tree_node(tree, id));
}

static int list_of_words(struct manifest_tree *tree, const struct strings *words, int like)
{
    int list = tree_add_list(tree, like);

    for (uint32_t i = 0; i < words->count; i++)
        tree_append(tree, list, tree_add_text(tree, words->item[i], like));
    return list;
}

/* A text where a list may be: a command line becomes its words, anything else a list of one. */
static int list_of_text(struct manifest_tree *tree, int id, const char *vm, const struct key *key,
                        struct diag *diag)
{
    struct strings words = {0};

    if (key->shape == SHAPE_TEXT_OR_LIST || key->shape == SHAPE_TEXTS)
        strings_add(&words, text_of(tree, id));
    else if (!split_command(text_of(tree, id), &words))
        diag_add(diag, tree_place(tree_node(tree, id)),
                 "vm '%s': key '%s': a quote is not closed; close it", vm, key->name);
    int list = list_of_words(tree, &words, id);

    strings_free(&words);
    return list;
}

static int list_of_mapping(struct manifest_tree *tree, int id)
{
    int list = tree_add_list(tree, id);

    for (unsigned i = 0;; i++) {
        const yaml_node_t *mapping = tree_node(tree, id);
        const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start + i;

        if (pair >= mapping->data.mapping.pairs.top)
            return list;
        int like = pair->key;
        char *assignment = text("%s=%s", text_of(tree, pair->key), text_of(tree, pair->value));

        tree_append(tree, list, tree_add_text(tree, assignment, like));
        free(assignment);
    }
}

/* libcyaml knows fewer words for truth than YAML users do. */
static int canonical_bool(struct manifest_tree *tree, int id)
{
    bool value = false;

    parse_bool(text_of(tree, id), &value);
    return tree_add_text(tree, value ? "true" : "false", id);
}

/* A key of a VM, switch, disk or port called `name`. */
static void normalise_key(struct manifest_tree *tree, int mapping, const char *name,
                          const struct key *key, struct diag *diag)
{
    yaml_node_pair_t *pair = tree_pair(tree, tree_node(tree, mapping), key->name);

    if (!pair)
        return;
    int id = pair->value;
    yaml_node_type_t type = tree_node(tree, id)->type;

    if (key->shape == SHAPE_BOOL)
        id = canonical_bool(tree, id);
    else if ((key->shape == SHAPE_TEXT_OR_LIST || key->shape == SHAPE_TEXTS ||
              key->shape == SHAPE_COMMAND || key->shape == SHAPE_WORDS) &&
             type == YAML_SCALAR_NODE)
        id = list_of_text(tree, id, name, key, diag);
    else if (key->shape == SHAPE_MAP_OR_LIST && type == YAML_MAPPING_NODE)
        id = list_of_mapping(tree, id);
    tree_set(tree, mapping, key->name, id);
}

/* A key of a mapping within the VM becomes a key of the VM. */
static void hoist(struct manifest_tree *tree, int vm, const char *mapping, const char *key)
{
    yaml_node_t *node = tree_value(tree, tree_node(tree, vm), mapping);
    const yaml_node_pair_t *pair = node ? tree_pair(tree, node, key) : NULL;

    if (pair)
        tree_set(tree, vm, key, pair->value);
}

/* `restart` becomes keys of what has it. */
static void spread_restart(struct manifest_tree *tree, int parent)
{
    static const char *const keys[] = {"when", "backoff", "max"};
    const yaml_node_pair_t *pair = tree_pair(tree, tree_node(tree, parent), "restart");
    int id = pair ? pair->value : 0;

    if (id && tree_node(tree, id)->type == YAML_SCALAR_NODE)
        tree_set(tree, parent, "restart_when", id);
    for (unsigned i = 0; id && i < COUNT(keys); i++) {
        const yaml_node_pair_t *within = tree_node(tree, id)->type == YAML_MAPPING_NODE
                                             ? tree_pair(tree, tree_node(tree, id), keys[i])
                                             : NULL;
        char *name = text("restart_%s", keys[i]);

        if (within)
            tree_set(tree, parent, name, within->value);
        free(name);
    }
}

/* Adds the value of a key of a mapping to a list, an empty text if it has none. */
static void append_value(struct manifest_tree *tree, int list, int mapping, const char *key)
{
    const yaml_node_pair_t *pair = tree_pair(tree, tree_node(tree, mapping), key);

    tree_append(tree, list, pair ? pair->value : tree_add_text(tree, "", mapping));
}

/* `disks` becomes lists: names and images of those that the image carries; names, disks and more of
 * the others. */
static void split_disks(struct manifest_tree *tree, int vm)
{
    yaml_node_pair_t *disks = tree_pair(tree, tree_node(tree, vm), "disks");

    if (!disks)
        return;
    int id = disks->value, names = tree_add_list(tree, id), images = tree_add_list(tree, id);
    int used_names = tree_add_list(tree, id), used_disks = tree_add_list(tree, id);
    int used_parts = tree_add_list(tree, id), used_modes = tree_add_list(tree, id);

    for (unsigned i = 0;; i++) {
        const yaml_node_t *mapping = tree_node(tree, id);
        const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start + i;

        if (pair >= mapping->data.mapping.pairs.top)
            break;
        yaml_node_pair_t *carried = tree_pair(tree, tree_node(tree, pair->value), "image");
        yaml_node_pair_t *used = tree_pair(tree, tree_node(tree, pair->value), "disk");
        int name = pair->key, value = pair->value;
        int what = carried ? carried->value : used ? used->value : value;

        tree_append(tree, carried ? names : used_names, name);
        tree_append(tree, carried ? images : used_disks, what);
        if (!carried) {
            append_value(tree, used_parts, value, "partition");
            append_value(tree, used_modes, value, "mode");
        }
    }
    tree_set(tree, vm, "disk_names", names);
    tree_set(tree, vm, "disk_images", images);
    tree_set(tree, vm, "used_names", used_names);
    tree_set(tree, vm, "used_disks", used_disks);
    tree_set(tree, vm, "used_parts", used_parts);
    tree_set(tree, vm, "used_modes", used_modes);
}

/* One port: an address, or a mapping that may have more. */
static int port_of(struct manifest_tree *tree, const char *vm, int lan, int value,
                   struct diag *diag)
{
    int port = value;

    if (tree_node(tree, value)->type == YAML_SCALAR_NODE) {
        port = tree_add_mapping(tree, lan);
        tree_set(tree, port, "address", value);
    }
    for (unsigned i = 0; i < port_key_count; i++)
        normalise_key(tree, port, vm, &port_keys[i], diag);
    tree_node(tree, port)->start_mark = tree_node(tree, lan)->start_mark;
    tree_set(tree, port, "lan", tree_add_text(tree, text_of(tree, lan), lan));
    tree_set(tree, port, "vm", tree_add_text(tree, vm, lan));
    return port;
}

/* `net` becomes ports, which are the system's. */
static void move_ports(struct manifest_tree *tree, const char *name, int vm, int ports,
                       struct diag *diag)
{
    yaml_node_pair_t *net = tree_pair(tree, tree_node(tree, vm), "net");
    int id = net ? net->value : 0;

    for (unsigned i = 0; id; i++) {
        const yaml_node_t *mapping = tree_node(tree, id);
        const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start + i;

        if (pair >= mapping->data.mapping.pairs.top)
            break;
        tree_append(tree, ports, port_of(tree, name, pair->key, pair->value, diag));
    }
}

/* A mapping from names to mappings becomes a list of these, each with its name. */
static void list_named(struct manifest_tree *tree, const char *key, const struct key *keys,
                       unsigned count, struct diag *diag)
{
    yaml_node_pair_t *all = tree_pair(tree, tree_node(tree, 1), key);
    int id = all ? all->value : 0, list = id ? tree_add_list(tree, id) : 0;

    for (unsigned i = 0; id; i++) {
        const yaml_node_t *mapping = tree_node(tree, id);
        const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start + i;

        if (pair >= mapping->data.mapping.pairs.top)
            break;
        int name = pair->key, value = pair->value;
        char *string = text("%s", text_of(tree, name));

        for (unsigned j = 0; j < count; j++)
            normalise_key(tree, value, string, &keys[j], diag);
        spread_restart(tree, value);
        tree_node(tree, value)->start_mark = tree_node(tree, name)->start_mark;
        tree_set(tree, value, "name", tree_add_text(tree, string, name));
        tree_append(tree, list, value);
        free(string);
    }
    if (id)
        tree_set(tree, 1, key, list);
}

static void set_default(struct manifest_tree *tree, int vm, const char *key, const char *value)
{
    if (!tree_pair(tree, tree_node(tree, vm), key))
        tree_set(tree, vm, key, tree_add_text(tree, value, vm));
}

static bool is_guest(struct manifest_tree *tree, int vm, const char *guest)
{
    return !strcmp(tree_text(tree_value(tree, tree_node(tree, vm), "guest")), guest);
}

/* Whether the VM drives the device of one of the system's things. */
static bool drives(struct manifest_tree *tree, const char *things, const char *vm)
{
    const yaml_node_t *list = tree_value(tree, tree_node(tree, 1), things);

    for (unsigned i = 0;
         list && list->data.sequence.items.start + i < list->data.sequence.items.top; i++) {
        yaml_node_t *driver = tree_value(tree, tree_node(tree, list->data.sequence.items.start[i]),
                                         "driver");

        if (driver && !strcmp(tree_text(driver), vm))
            return true;
    }
    return false;
}

/* The system's key `spare`, which holds for all VMs that have none. */
static const char *system_spare(struct manifest_tree *tree)
{
    const yaml_node_t *spare = tree_value(tree, tree_node(tree, 1), "spare");

    return spare ? tree_text(spare) : "false";
}

static void normalise_vm(struct manifest_tree *tree, int key, int vm, int ports, struct diag *diag)
{
    char *name = text("%s", text_of(tree, key));
    bool driver = drives(tree, "switches", name) || drives(tree, "disks", name);

    for (unsigned i = 0; i < vm_key_count; i++)
        normalise_key(tree, vm, name, &vm_keys[i], diag);
    tree_node(tree, vm)->start_mark = tree_node(tree, key)->start_mark;
    tree_set(tree, vm, "name", tree_add_text(tree, name, key));
    hoist(tree, vm, "cpu", "priority");
    hoist(tree, vm, "uses", "files");
    hoist(tree, vm, "uses", "sockets");
    spread_restart(tree, vm);
    split_disks(tree, vm);
    move_ports(tree, name, vm, ports, diag);
    set_default(tree, vm, "priority", driver ? VM_PRIORITY_DRIVER : VM_PRIORITY_DEFAULT);
    set_default(tree, vm, "guest", "unknown");
    set_default(tree, vm, "critical", "true");
    set_default(tree, vm, "spare", system_spare(tree));
    /* A guest kernel's layer never tries what it was not given. */
    set_default(tree, vm, "strict", is_guest(tree, vm, "native") ? "false" : "true");
    /* A rump kernel without a client of its own is there for others. */
    bool serves = is_guest(tree, vm, "netbsd") && !tree_pair(tree, tree_node(tree, vm), "client");

    set_default(tree, vm, "service", serves ? "true" : "false");
    free(name);
}

void normalise(struct manifest_tree *tree, struct diag *diag)
{
    int root = 1, vms = tree_pair(tree, tree_node(tree, root), "vms")->value;
    int list = tree_add_list(tree, vms), ports = tree_add_list(tree, vms);

    for (unsigned i = 0; i < system_key_count; i++)
        if (system_keys[i].shape == SHAPE_BOOL)
            normalise_key(tree, root, "", &system_keys[i], diag);
    list_named(tree, "switches", switch_keys, switch_key_count, diag);
    list_named(tree, "disks", disk_keys, disk_key_count, diag);
    for (unsigned i = 0;; i++) {
        const yaml_node_t *mapping = tree_node(tree, vms);
        const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start + i;

        if (pair >= mapping->data.mapping.pairs.top)
            break;
        int vm = pair->value;

        normalise_vm(tree, pair->key, vm, ports, diag);
        tree_append(tree, list, vm);
    }
    tree_set(tree, root, "vms", list);
    tree_set(tree, root, "ports", ports);
}
