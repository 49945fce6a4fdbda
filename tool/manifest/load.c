/* SPDX-License-Identifier: BSD-2-Clause */
/* Loads the checked tree into structures, by the tables of keys. */
#include <ctype.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>

#include "places.h"
#include "value.h"

struct load {
    struct manifest *manifest;
    struct manifest_tree *tree;
    struct diag *diag;
    const char *where; /* prefix of messages */
    struct places *places;
};

static const char *word(const struct load *load, int id)
{
    return tree_text(tree_node(load->tree, id));
}

/* ---- By the tables --------------------------------------------------------------------------- */

static void load_table(struct load *load, yaml_node_t *node, const struct table *table,
                       char *structure);

/* Loads keys of the table `key->inner`, or a text for its first key. */
static void load_inner(struct load *load, const struct key *key, yaml_node_t *value, char *member)
{
    const struct key *first = key->inner->keys;

    if (!value || value->type == YAML_MAPPING_NODE) {
        load_table(load, value, key->inner, member);
        return;
    }
    places_add(load->places, load->tree, key->inner->prefix, first->name, value);
    value_load(load->tree, load->diag, load->where, first, value, member + first->at);
}

/* Loads all keys of a table. node: NULL if none is given. */
static void load_table(struct load *load, yaml_node_t *node, const struct table *table,
                       char *structure)
{
    for (const struct key *key = table->keys; key < table->keys + table->count; key++) {
        yaml_node_t *value = node ? tree_value(load->tree, node, key->name) : NULL;
        char *member = structure + key->at;

        if (value)
            places_add(load->places, load->tree, table->prefix, key->name, value);
        if (key->otherwise)
            value_default(key, member);
        if (key->inner)
            load_inner(load, key, value, member);
        else if (value && key->shape != SHAPE_MAPPING)
            value_load(load->tree, load->diag, load->where, key, value, member);
    }
}

static void free_table(const struct table *table, char *structure)
{
    for (const struct key *key = table->keys; key < table->keys + table->count; key++)
        if (key->inner)
            free_table(key->inner, structure + key->at);
        else
            value_free(key, structure + key->at);
}

/* ---- Mappings from names --------------------------------------------------------------------- */

/* Loads one thing of a kind, which is at `place`. */
static void load_named(struct load *outer, const yaml_node_pair_t *pair, const struct kind *kind,
                       struct places *places, void *structure)
{
    char *where = text("%s%s '%s': ", outer->where, kind->noun, word(outer, pair->key));
    struct load load = {outer->manifest, outer->tree, outer->diag, where, places};

    places->whole = tree_place(tree_node(load.tree, pair->key));
    load_table(&load, tree_node(load.tree, pair->value), kind->table, structure);
    free(where);
}

static void load_disk(struct load *load, const yaml_node_t *all, const yaml_node_pair_t *pair,
                      struct vm *none)
{
    struct manifest *manifest = load->manifest;
    struct disk *disk;

    (void)all;
    (void)none;
    manifest->disks = need_room(manifest->disks, manifest->disk_count, sizeof(*disk));
    disk = &manifest->disks[manifest->disk_count++];
    *disk = (struct disk){.name = text("%s", word(load, pair->key))};
    load_named(load, pair, &kind_disks, &disk->places, disk);
}

static void load_switch(struct load *load, const yaml_node_t *all, const yaml_node_pair_t *pair,
                        struct vm *none)
{
    struct manifest *manifest = load->manifest;
    struct netswitch *netswitch;

    (void)all;
    (void)none;
    manifest->switches = need_room(manifest->switches, manifest->switch_count, sizeof(*netswitch));
    netswitch = &manifest->switches[manifest->switch_count++];
    *netswitch = (struct netswitch){.name = text("%s", word(load, pair->key))};
    load_named(load, pair, &kind_switches, &netswitch->places, netswitch);
}

/* Loads one port: an address, or a mapping with more keys. */
static void load_port(struct load *load, const yaml_node_t *all, const yaml_node_pair_t *pair,
                      struct vm *vm)
{
    struct manifest *manifest = load->manifest;
    const yaml_node_t *value = tree_node(load->tree, pair->value);
    struct port *port;

    (void)all;
    manifest->ports = need_room(manifest->ports, manifest->port_count, sizeof(*port));
    port = &manifest->ports[manifest->port_count++];
    *port = (struct port){.vm = text("%s", vm->name), .lan = text("%s", word(load, pair->key))};
    if (value->type == YAML_MAPPING_NODE) {
        load_named(load, pair, &kind_ports, &port->places, port);
        return;
    }
    port->places.whole = tree_place(tree_node(load->tree, pair->key));
    port->address = text("%s", tree_text(value));
    places_add(&port->places, load->tree, "", "address", value);
}

/* Adds the value of a key of a VM's disk to a list, or an empty text. */
static void add_use(struct load *load, yaml_node_t *disk, const char *key, const char *name,
                    struct strings *list)
{
    const yaml_node_t *value = tree_value(load->tree, disk, key);

    strings_add(list, value ? tree_text(value) : "");
    places_add_item(load->places, name, disk, value ? value : disk);
}

/* Loads a VM's disk: one of the system, or one that the image carries. */
static void load_used_disk(struct load *load, const yaml_node_t *all, const yaml_node_pair_t *pair,
                           struct vm *vm)
{
    yaml_node_t *value = tree_node(load->tree, pair->value);
    const yaml_node_t *name = tree_node(load->tree, pair->key);
    const yaml_node_t *image = tree_value(load->tree, value, "image");
    const yaml_node_t *disk = tree_value(load->tree, value, "disk");

    strings_add(image ? &vm->disk_names : &vm->used_names, tree_text(name));
    places_add_item(load->places, image ? "disk_names" : "used_names", all, name);
    disk = image ? image : disk ? disk : value;
    strings_add(image ? &vm->disk_images : &vm->used_disks, tree_text(disk));
    places_add_item(load->places, image ? "disk_images" : "used_disks", all, disk);
    if (image)
        return;
    add_use(load, value, "partition", "used_parts", &vm->used_parts);
    add_use(load, value, "mode", "used_modes", &vm->used_modes);
}

/* ---- VMs ------------------------------------------------------------------------------------- */

/* Returns true if the VM drives the device of a switch or disk. */
static bool drives(const struct manifest *manifest, const char *vm)
{
    for (uint32_t i = 0; i < manifest->switch_count; i++)
        if (manifest->switches[i].driver && !strcmp(manifest->switches[i].driver, vm))
            return true;
    for (uint32_t i = 0; i < manifest->disk_count; i++)
        if (manifest->disks[i].driver && !strcmp(manifest->disks[i].driver, vm))
            return true;
    return false;
}

/* Sets defaults that depend on other values. */
static void compute_defaults(const struct manifest *manifest, struct vm *vm)
{
    vm->cpu.urgency = drives(manifest, vm->name) ? VM_PRIORITY_DRIVER : VM_PRIORITY_DEFAULT;
    vm->guest = GUEST_UNKNOWN;
    vm->spare = manifest->spare;
}

/* Sets defaults that depend on the guest: a guest kernel's layer uses only capabilities that it
 * has, so it is strict; a rump kernel without a client of its own is a service. */
static void compute_guest_defaults(struct load *load, yaml_node_t *node, struct vm *vm)
{
    yaml_node_t *cpu = tree_value(load->tree, node, "cpu");

    if (vm->cpu.budget && cpu && !tree_value(load->tree, cpu, "priority") &&
        vm->cpu.urgency == VM_PRIORITY_DEFAULT)
        vm->cpu.urgency = VM_PRIORITY_BUDGET;
    if (!tree_pair(load->tree, node, "strict"))
        vm->strict = vm->guest != GUEST_NATIVE;
    if (!tree_pair(load->tree, node, "service"))
        vm->service = vm->guest == GUEST_NETBSD && !tree_pair(load->tree, node, "client");
}

static void each(struct load *load, const yaml_node_t *mapping, struct vm *vm,
                 void (*one)(struct load *, const yaml_node_t *, const yaml_node_pair_t *,
                             struct vm *))
{
    for (const yaml_node_pair_t *pair = mapping ? mapping->data.mapping.pairs.start : NULL;
         mapping && pair < mapping->data.mapping.pairs.top; pair++)
        one(load, mapping, pair, vm);
}

static void load_vm(struct load *outer, const yaml_node_t *all, const yaml_node_pair_t *pair,
                    struct vm *none)
{
    struct manifest *manifest = outer->manifest;
    yaml_node_t *node = tree_node(outer->tree, pair->value);
    char *where = text("vm '%s': ", word(outer, pair->key));
    struct vm *vm;

    (void)all;
    (void)none;
    manifest->vms = need_room(manifest->vms, manifest->vm_count, sizeof(*vm));
    vm = &manifest->vms[manifest->vm_count++];
    *vm = (struct vm){.name = text("%s", word(outer, pair->key))};
    vm->places.whole = tree_place(tree_node(outer->tree, pair->key));
    struct load load = {manifest, outer->tree, outer->diag, where, &vm->places};

    compute_defaults(manifest, vm);
    load_table(&load, node, &vm_table, (char *)vm);
    compute_guest_defaults(&load, node, vm);
    each(&load, tree_value(outer->tree, node, "disks"), vm, load_used_disk);
    each(&load, tree_value(outer->tree, node, "net"), vm, load_port);
    free(where);
}

/* ---- The system ------------------------------------------------------------------------------ */

/* Returns the folder of the manifest. A path in it must mean a file to any program: not
 * "nbd:x/disk" (QEMU), "-x/main.c" or "@x/main.c" (the compiler). */
static char *folder_of(const char *file)
{
    char *copy = text("%s", file), *name = dirname(copy);
    bool plain = *name == '/' || *name == '.' ||
                 (isalnum((unsigned char)*name) && !strchr(name, ':'));
    char *folder = text("%s%s", plain ? "" : "./", name);

    free(copy);
    return folder;
}

struct manifest *manifest_load(struct diag *diag)
{
    struct manifest_tree *tree = tree_load(diag);

    if (!tree || !keys_check(tree, diag)) {
        tree_free(tree);
        return NULL;
    }
    struct manifest *manifest = need(sizeof(*manifest));
    struct load load = {manifest, tree, diag, "", &manifest->places};
    yaml_node_t *root = tree_node(tree, 1);

    manifest->tree = tree;
    manifest->folder = folder_of(diag->file);
    manifest->places.whole = tree_place(root);
    load_table(&load, root, &system_table, (char *)manifest);
    each(&load, tree_value(tree, root, "switches"), NULL, load_switch);
    each(&load, tree_value(tree, root, "disks"), NULL, load_disk);
    each(&load, tree_value(tree, root, "vms"), NULL, load_vm);
    manifest_check(manifest, diag);
    return manifest;
}

/* ---- The end --------------------------------------------------------------------------------- */

static void free_vm(struct vm *vm)
{
    struct strings *const lists[] = {&vm->disk_names, &vm->disk_images, &vm->used_names,
                                     &vm->used_disks, &vm->used_parts,  &vm->used_modes,
                                     &vm->disk_paths, &vm->client_paths};

    free_table(&vm_table, (char *)vm);
    for (unsigned i = 0; i < COUNT(lists); i++)
        strings_free(lists[i]);
    places_free(&vm->places);
    free(vm->name);
    free(vm->program_path);
    free(vm->grants);
    buffer_free(&vm->config);
    free(vm->interfaces);
    free(vm->channels);
}

static void free_disk(struct disk *disk)
{
    free_table(&disk_table, (char *)disk);
    places_free(&disk->places);
    free(disk->name);
    free(disk->path);
    free(disk->files_path);
}

static void free_switch(struct netswitch *netswitch)
{
    free_table(&switch_table, (char *)netswitch);
    places_free(&netswitch->places);
    free(netswitch->name);
    free(netswitch->forwards);
}

static void free_port(struct port *port)
{
    free_table(&port_table, (char *)port);
    places_free(&port->places);
    free(port->vm);
    free(port->lan);
}

void manifest_free(struct manifest *manifest)
{
    if (!manifest)
        return;
    for (uint32_t i = 0; i < manifest->vm_count; i++)
        free_vm(&manifest->vms[i]);
    for (uint32_t i = 0; i < manifest->disk_count; i++)
        free_disk(&manifest->disks[i]);
    for (uint32_t i = 0; i < manifest->switch_count; i++)
        free_switch(&manifest->switches[i]);
    for (uint32_t i = 0; i < manifest->port_count; i++)
        free_port(&manifest->ports[i]);
    free_table(&system_table, (char *)manifest);
    places_free(&manifest->places);
    free(manifest->vms);
    free(manifest->disks);
    free(manifest->switches);
    free(manifest->ports);
    free(manifest->folder);
    tree_free(manifest->tree);
    free(manifest);
}
