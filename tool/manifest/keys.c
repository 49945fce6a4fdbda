/* SPDX-License-Identifier: BSD-2-Clause */
#include "keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "key_table.h"
#include "unknown.h"

#define ANY (LINUX | NATIVE | NETBSD)

struct walk {
    struct manifest_tree *tree;
    struct diag *diag;
    const char *where; /* prefix of messages: "vm 'web': " or "" */
};

/* Returns true if the node is a text; `quoted`: an empty text in quotes counts, too. */
static bool is_text(const yaml_node_t *node, bool quoted)
{
    const char *string = tree_text(node);

    return string && (*string || (quoted && node->data.scalar.style != YAML_PLAIN_SCALAR_STYLE));
}

static bool may_be_empty(enum shape shape)
{
    return shape == SHAPE_COMMAND || shape == SHAPE_WORDS;
}

/* Returns the first entry of a list that is no text, or NULL. */
static const yaml_node_t *no_text(struct walk *walk, const yaml_node_t *list, enum shape shape)
{
    for (yaml_node_item_t *item = list->data.sequence.items.start;
         item < list->data.sequence.items.top; item++)
        if (!is_text(tree_node(walk->tree, *item), may_be_empty(shape)))
            return tree_node(walk->tree, *item);
    return NULL;
}

static bool is_list_of_texts(struct walk *walk, const yaml_node_t *node, enum shape shape)
{
    return node->type == YAML_SEQUENCE_NODE && !no_text(walk, node, shape);
}

/* The first key or value of a mapping that is no text; NULL: there is none. */
static const yaml_node_t *no_text_pair(struct walk *walk, const yaml_node_t *mapping)
{
    for (yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
         pair < mapping->data.mapping.pairs.top; pair++) {
        if (!tree_text(tree_node(walk->tree, pair->key)))
            return tree_node(walk->tree, pair->key);
        if (!tree_text(tree_node(walk->tree, pair->value)))
            return tree_node(walk->tree, pair->value);
    }
    return NULL;
}

static bool has_shape(struct walk *walk, const yaml_node_t *node, enum shape shape)
{
    const char *string = tree_text(node);
    bool flag;

    switch (shape) {
    case SHAPE_TEXT:
    case SHAPE_WORD:
    case SHAPE_COUNT:
    case SHAPE_SIZE:
    case SHAPE_BYTES:
        return string && *string;
    case SHAPE_BOOL:
        return string && parse_bool(string, &flag);
    case SHAPE_MAPPING:
        return node->type == YAML_MAPPING_NODE;
    case SHAPE_TEXT_OR_MAPPING:
        return (string && *string) || node->type == YAML_MAPPING_NODE;
    case SHAPE_MAP_OR_LIST:
        if (node->type == YAML_MAPPING_NODE)
            return !no_text_pair(walk, node);
        return is_list_of_texts(walk, node, shape);
    case SHAPE_TEXT_OR_LIST:
    case SHAPE_TEXTS:
    case SHAPE_COMMAND:
    case SHAPE_WORDS:
        if (string)
            return string[strspn(string, " \t")];
        return is_list_of_texts(walk, node, shape) &&
               (shape == SHAPE_TEXTS || shape == SHAPE_WORDS ||
                node->data.sequence.items.top > node->data.sequence.items.start);
    default:
        return is_list_of_texts(walk, node, shape);
    }
}

static void report_guest(struct walk *walk, struct place place, const struct key *key)
{
    struct buffer guests = {0};

    for (unsigned i = 0; i < GUESTS; i++)
        if (key->guests & 1u << i)
            buffer_format(&guests, "%s'guest: %s'", guests.size ? " or " : "", guest_words[i]);
    buffer_extend(&guests, 1);
    diag_add(walk->diag, place, "%skey '%s': only for %s; remove it", walk->where, key->name,
             guests.data);
    buffer_free(&guests);
}

/* The entry that makes a list or mapping of texts wrong; NULL: it is wrong as a whole. */
static const yaml_node_t *wrong_entry(struct walk *walk, const yaml_node_t *value, enum shape shape)
{
    if (shape_is_list(shape) && value->type == YAML_SEQUENCE_NODE)
        return no_text(walk, value, shape);
    return shape == SHAPE_MAP_OR_LIST && value->type == YAML_MAPPING_NODE
               ? no_text_pair(walk, value)
               : NULL;
}

/* Reports a value of the wrong shape, or the wrong entry of a list or mapping. */
static void report_shape(struct walk *walk, const yaml_node_t *value, const struct key *key)
{
    const yaml_node_t *entry = wrong_entry(walk, value, key->shape);
    const char *within = value->type == YAML_SEQUENCE_NODE ? " in the list" : " in the mapping";

    diag_add(walk->diag, tree_place(entry ? entry : value), "%skey '%s': expected %s, found %s%s%s",
             walk->where, key->name, key->expected, tree_shape(entry ? entry : value),
             entry ? within : "",
             entry && tree_text(entry) && may_be_empty(key->shape) ? "; an empty argument is \"\""
                                                                   : "");
}

/* Checks one pair of a mapping against its key table. Returns false after reporting a mistake; the
 * caller drops the pair. */
static bool check_pair(struct walk *walk, yaml_node_t *mapping, const yaml_node_pair_t *pair,
                       const struct table *table, unsigned guests)
{
    const yaml_node_t *key_node = tree_node(walk->tree, pair->key),
                      *value = tree_node(walk->tree, pair->value);
    struct place place = tree_place(key_node);
    const char *name = tree_text(key_node);

    if (!name) {
        diag_add(walk->diag, place, "%sthe key is %s; expected a word", walk->where,
                 tree_shape(key_node));
        return false;
    }
    const yaml_node_pair_t *first = tree_pair(walk->tree, mapping, name);

    if (first != pair) {
        diag_add(walk->diag, place, "%skey '%s': given twice, first in line %u; remove one",
                 walk->where, name, tree_place(tree_node(walk->tree, first->key)).line);
        return false;
    }
    const struct key *key = key_find(name, table);

    if (!key) {
        unknown_report(walk->diag, &(struct unknown){name, tree_text(value), walk->where, place,
                                                     table, guests});
        return false;
    }
    if (key->shape == SHAPE_UNSUPPORTED) {
        diag_add(walk->diag, place, "%skey '%s': not supported yet; remove it", walk->where, name);
        return false;
    }
    if (key->guests && !(key->guests & guests)) {
        report_guest(walk, place, key);
        return false;
    }
    if (has_shape(walk, value, key->shape))
        return true;
    report_shape(walk, value, key);
    return false;
}

/* Checks a mapping backwards, so that the first of duplicates stays, and dropping a pair moves none
 * that is still to be checked. */
static void check_mapping(struct walk *walk, yaml_node_t *mapping, const struct table *table,
                          unsigned guests)
{
    for (yaml_node_pair_t *pair = mapping->data.mapping.pairs.top;
         pair-- > mapping->data.mapping.pairs.start;)
        if (!check_pair(walk, mapping, pair, table, guests))
            tree_drop(mapping, pair);
}

/* Returns true if the mapping has a key that is most likely a misspelt `name`: report that
 * instead. */
static bool misspelt(struct walk *walk, const yaml_node_t *mapping, const char *name)
{
    for (yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
         pair < mapping->data.mapping.pairs.top; pair++) {
        const char *key = tree_text(tree_node(walk->tree, pair->key));

        if (key && !key_find(key, &vm_table) && nearest(key, &name, 1))
            return true;
    }
    return false;
}

static void report_missing(struct walk *walk, const yaml_node_t *mapping, const char *name,
                           const char *expected)
{
    diag_add(walk->diag, tree_place(mapping), "%skey '%s' is missing; expected %s", walk->where,
             name, expected);
}

static void require(struct walk *walk, yaml_node_t *mapping, const char *name, const char *expected)
{
    if (!tree_pair(walk->tree, mapping, name) && !misspelt(walk, mapping, name))
        report_missing(walk, mapping, name, expected);
}

/* Checks mappings with keys of their own within a mapping of that table, itself checked already. */
static void check_inner(struct walk *walk, yaml_node_t *mapping, const struct table *table,
                        unsigned guests)
{
    for (const struct key *key = table->keys; key < table->keys + table->count; key++) {
        yaml_node_t *value = key->inner ? tree_value(walk->tree, mapping, key->name) : NULL;

        if (value && value->type == YAML_MAPPING_NODE) /* `restart` may be a word */
            check_mapping(walk, value, key->inner, guests);
    }
}

/* Returns the VM's guest as a bit; after an error all bits, so that its other keys are not
 * reported, too. */
static unsigned check_guest(struct walk *walk, yaml_node_t *vm)
{
    yaml_node_t *value = tree_value(walk->tree, vm, "guest");

    if (!value) {
        require(walk, vm, "guest", "'guest: linux', 'guest: native' or 'guest: netbsd'");
        return ANY;
    }
    const char *guest = tree_text(value), *near;

    if (!guest || !*guest) /* a wrong shape, reported with the other keys */
        return ANY;
    for (unsigned i = 0; i < GUESTS; i++)
        if (!strcmp(guest, guest_words[i]))
            return 1u << i;
    near = nearest(guest, guest_words, GUESTS);
    if (near)
        diag_add(walk->diag, tree_place(value), "%sguest '%s': unknown; did you mean '%s'?",
                 walk->where, guest, near);
    else
        diag_add(walk->diag, tree_place(value),
                 "%sguest '%s': unknown; expected linux, native or netbsd", walk->where, guest);
    return ANY;
}

/* Checks one thing of a kind. Returns false after reporting a mistake; the caller drops it. */
static bool check_one(struct walk *walk, const struct kind *kind, const char *name,
                      yaml_node_t *value)
{
    char *where = text("%s%s '%s': ", walk->where, kind->noun, name);
    struct walk within = {walk->tree, walk->diag, where};
    unsigned before = walk->diag->count;
    const char *first = kind->table->keys[0].name;
    bool needed = kind != &kind_switches;

    check_mapping(&within, value, kind->table, 0);
    check_inner(&within, value, kind->table, 0);
    bool lacks = needed && !tree_pair(walk->tree, value, first);

    if (lacks && walk->diag->count == before) /* else the reported key may be this one, misspelt */
        report_missing(&within, value, first, kind->table->keys[0].expected);
    free(where);
    return !lacks;
}

/* Returns the kind of a NetBSD VM's disk: carried in the image, or one of the system. */
static const struct kind *kind_of(struct walk *walk, const struct kind *kind, yaml_node_t *value)
{
    return kind == &kind_carried_disks && tree_pair(walk->tree, value, "disk") ? &kind_used_disks
                                                                               : kind;
}

/* Drops a pair and remembers its name, so that references to it are not reported, too. */
static void drop_named(struct walk *walk, yaml_node_t *all, yaml_node_pair_t *pair)
{
    const char *name = tree_text(tree_node(walk->tree, pair->key));

    if (name)
        strings_add(&walk->tree->dropped, name);
    tree_drop(all, pair);
}

/* Checks all things of one kind, by their names. */
static void check_kind(struct walk *walk, yaml_node_t *parent, const struct kind *kind)
{
    yaml_node_t *all = tree_value(walk->tree, parent, kind->key);

    if (!all)
        return;
    for (yaml_node_pair_t *pair = all->data.mapping.pairs.top;
         pair-- > all->data.mapping.pairs.start;) {
        yaml_node_t *key = tree_node(walk->tree, pair->key),
                    *value = tree_node(walk->tree, pair->value);
        const char *name = tree_text(key);
        bool good = false;

        if (!name)
            diag_add(walk->diag, tree_place(key),
                     "%skey '%s': the name of a %s is %s; expected a word", walk->where, kind->key,
                     kind->noun, tree_shape(key));
        else if (tree_pair(walk->tree, all, name) != pair)
            diag_add(walk->diag, tree_place(key), "%skey '%s': %s '%s' is given twice; remove one",
                     walk->where, kind->key, kind->noun, name);
        else if (value->type == YAML_MAPPING_NODE)
            good = check_one(walk, kind_of(walk, kind, value), name, value);
        else if (kind->shape == SHAPE_TEXT && has_shape(walk, value, SHAPE_TEXT))
            good = true;
        else
            diag_add(walk->diag, tree_place(value), "%s%s '%s': expected %s, found %s", walk->where,
                     kind->noun, name, kind->expected, tree_shape(value));
        if (!good)
            drop_named(walk, all, pair);
    }
}

static void check_vm(struct walk *walk, yaml_node_t *vm)
{
    unsigned guests = check_guest(walk, vm);

    if (guests == LINUX) {
        require(walk, vm, "root",
                "the list of programs and files that the VM has, like [/bin/busybox]");
        require(walk, vm, "run", "the command that the VM runs, like [/bin/busybox, sh]");
    } else if (guests == NATIVE) {
        require(walk, vm, "program", "the path of an ELF file");
    }
    check_mapping(walk, vm, &vm_table, guests);
    check_inner(walk, vm, &vm_table, guests);
    if (guests != ANY)
        check_kind(walk, vm, guests == NETBSD ? &kind_carried_disks : &kind_used_disks);
    else if (tree_pair(walk->tree, vm, "disks"))
        tree_drop(vm, tree_pair(walk->tree, vm, "disks"));
    check_kind(walk, vm, &kind_ports);
    if (guests == ANY && tree_pair(walk->tree, vm, "guest"))
        tree_drop(vm, tree_pair(walk->tree, vm, "guest"));
}

/* Checks one VM of `vms`. Returns false after reporting a mistake; the caller drops it. */
static bool check_vm_pair(struct walk *walk, yaml_node_t *vms, const yaml_node_pair_t *pair)
{
    yaml_node_t *key = tree_node(walk->tree, pair->key),
                *value = tree_node(walk->tree, pair->value);
    const char *name = tree_text(key);

    if (!name) {
        diag_add(walk->diag, tree_place(key), "the name of a VM is %s; expected a word",
                 tree_shape(key));
        return false;
    }
    const yaml_node_pair_t *first = tree_pair(walk->tree, vms, name);

    if (first != pair) {
        diag_add(walk->diag, tree_place(key),
                 "vm '%s': two VMs have this name, the first in line %u; rename one", name,
                 tree_place(tree_node(walk->tree, first->key)).line);
        return false;
    }
    if (value->type != YAML_MAPPING_NODE) {
        diag_add(walk->diag, tree_place(value),
                 "vm '%s': expected a mapping with 'guest:' and more, found %s", name,
                 tree_shape(value));
        return false;
    }
    char *where = text("vm '%s': ", name);

    check_vm(&(struct walk){walk->tree, walk->diag, where}, value);
    free(where);
    return true;
}

bool keys_check(struct manifest_tree *tree, struct diag *diag)
{
    yaml_node_t *root = yaml_document_get_root_node(&tree->document);
    struct walk walk = {tree, diag, ""};

    if (root->type != YAML_MAPPING_NODE) {
        diag_add(diag, tree_place(root), "expected a mapping with 'system:' and 'vms:', found %s",
                 tree_shape(root));
        return false;
    }
    require(&walk, root, "system", "the name of the system");
    require(&walk, root, "vms", key_find("vms", &system_table)->expected);
    unsigned before = diag->count;

    check_mapping(&walk, root, &system_table, 0);
    check_inner(&walk, root, &system_table, 0);
    tree->incomplete = diag->count > before;
    check_kind(&walk, root, &kind_switches);
    check_kind(&walk, root, &kind_disks);
    yaml_node_t *vms = tree_value(tree, root, "vms");

    if (!vms)
        return false;
    if (vms->data.mapping.pairs.start == vms->data.mapping.pairs.top)
        diag_add(diag, tree_place(vms), "key 'vms': has no VM; expected at least one");
    for (yaml_node_pair_t *pair = vms->data.mapping.pairs.top;
         pair-- > vms->data.mapping.pairs.start;)
        if (!check_vm_pair(&walk, vms, pair))
            drop_named(&walk, vms, pair);
    return true;
}
