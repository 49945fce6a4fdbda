/* SPDX-License-Identifier: BSD-2-Clause */
/* The schema of a normalised manifest, and the loading of one. */
#include <ctype.h>
#include <cyaml/cyaml.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "manifest.h"
#include "normal.h"
#include "tree.h"

static const cyaml_schema_value_t word = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 0, CYAML_UNLIMITED)};

#define TEXT(key, structure, member)                                                            \
    CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, structure, member, 0, \
                           CYAML_UNLIMITED)
#define FLAG(member) CYAML_FIELD_BOOL(#member, CYAML_FLAG_OPTIONAL, struct vm, member)
#define LIST(structure, member)                                                              \
    CYAML_FIELD_SEQUENCE_COUNT(#member, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, structure, \
                               member.item, member.count, &word, 0, CYAML_UNLIMITED)
#define RESTART(structure)                                   \
    TEXT("restart_when", structure, restart.when),           \
        TEXT("restart_backoff", structure, restart.backoff), \
        TEXT("restart_max", structure, restart.max),         \
        CYAML_FIELD_IGNORE("restart", CYAML_FLAG_OPTIONAL)
#define WORDS(member) LIST(struct vm, member)

static const cyaml_strval_t guests[] = {
    {"linux", GUEST_LINUX},
    {"native", GUEST_NATIVE},
    {"netbsd", GUEST_NETBSD},
    {"unknown", GUEST_UNKNOWN},
};

static const cyaml_schema_field_t vm_fields[] = {
    TEXT("name", struct vm, name),
    CYAML_FIELD_ENUM("guest", CYAML_FLAG_STRICT, struct vm, guest, guests, COUNT(guests)),
    TEXT("memory", struct vm, memory),
    TEXT("stack", struct vm, stack),
    TEXT("program", struct vm, program),
    TEXT("priority", struct vm, priority),
    TEXT("files", struct vm, files),
    TEXT("sockets", struct vm, sockets),
    TEXT("link", struct vm, link),
    TEXT("hostname", struct vm, hostname),
    TEXT("dma", struct vm, dma),
    /* their keys are keys of the VM after normalisation */
    CYAML_FIELD_IGNORE("cpu", CYAML_FLAG_OPTIONAL),
    CYAML_FIELD_IGNORE("uses", CYAML_FLAG_OPTIONAL),
    CYAML_FIELD_IGNORE("disks", CYAML_FLAG_OPTIONAL), /* becomes lists */
    CYAML_FIELD_IGNORE("net", CYAML_FLAG_OPTIONAL),   /* becomes ports of the system */
    WORDS(features),
    WORDS(root),
    WORDS(run),
    WORDS(env),
    WORDS(args),
    WORDS(ports),
    WORDS(irqs),
    WORDS(mmio),
    WORDS(pci),
    WORDS(calls),
    WORDS(signals),
    WORDS(links),
    WORDS(components),
    WORDS(client),
    WORDS(params),
    WORDS(disk_names),
    WORDS(disk_images),
    WORDS(used_names),
    WORDS(used_disks),
    WORDS(used_parts),
    WORDS(used_modes),
    FLAG(critical),
    FLAG(dormant),
    FLAG(service),
    FLAG(booter),
    FLAG(strict),
    FLAG(rng),
    FLAG(spare),
    RESTART(struct vm),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t vm_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct vm, vm_fields)};

static const cyaml_schema_field_t disk_fields[] = {
    TEXT("name", struct disk, name),
    TEXT("image", struct disk, image),
    TEXT("size", struct disk, size),
    TEXT("fs", struct disk, fs),
    TEXT("files", struct disk, files),
    TEXT("driver", struct disk, driver),
    CYAML_FIELD_BOOL("readonly", CYAML_FLAG_OPTIONAL, struct disk, readonly),
    RESTART(struct disk),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t disk_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct disk, disk_fields)};

static const cyaml_schema_field_t switch_fields[] = {
    TEXT("name", struct netswitch, name),
    TEXT("uplink", struct netswitch, uplink),
    TEXT("gateway", struct netswitch, gateway),
    CYAML_FIELD_BOOL_PTR("outbound", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct netswitch,
                         outbound),
    TEXT("mtu", struct netswitch, mtu),
    TEXT("queue", struct netswitch, queue),
    TEXT("driver", struct netswitch, driver),
    LIST(struct netswitch, forward),
    RESTART(struct netswitch),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t switch_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct netswitch, switch_fields),
};

static const cyaml_schema_field_t port_fields[] = {
    TEXT("vm", struct port, vm),
    TEXT("lan", struct port, lan),
    TEXT("address", struct port, address),
    TEXT("address6", struct port, address6),
    TEXT("rate", struct port, rate),
    LIST(struct port, to),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t port_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct port, port_fields)};

#define ITEMS(key, member, count, schema)                                                      \
    CYAML_FIELD_SEQUENCE_COUNT(key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct manifest, \
                               member, count, &schema, 0, CYAML_UNLIMITED)

static const cyaml_schema_field_t manifest_fields[] = {
    TEXT("system", struct manifest, system),
    TEXT("memory", struct manifest, memory),
    TEXT("netbsd", struct manifest, netbsd),
    TEXT("dma", struct manifest, dma),
    TEXT("mitigations", struct manifest, mitigations),
    CYAML_FIELD_BOOL("spare", CYAML_FLAG_OPTIONAL, struct manifest, spare),
    CYAML_FIELD_SEQUENCE_COUNT("vms", CYAML_FLAG_POINTER, struct manifest, vms, vm_count,
                               &vm_schema, 0, CYAML_UNLIMITED),
    ITEMS("disks", disks, disk_count, disk_schema),
    ITEMS("switches", switches, switch_count, switch_schema),
    ITEMS("ports", ports, port_count, port_schema),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t manifest_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct manifest, manifest_fields),
};

static const cyaml_config_t config = {
    .log_level = CYAML_LOG_ERROR,
    .log_fn = cyaml_log,
    .mem_fn = cyaml_mem,
    .flags = CYAML_CFG_DEFAULT,
};

/* A path in it must mean a file to whatever program it is given: not "nbd:x/disk" (QEMU),
 * "-x/main.c" or "@x/main.c" (the compiler). */
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
    struct manifest *manifest = NULL;
    struct buffer canonical = {0};

    if (!tree || !keys_check(tree, diag)) {
        tree_free(tree);
        return NULL;
    }
    normalise(tree, diag);
    tree_write(tree, 1, &canonical);
    cyaml_err_t result = cyaml_load_data((uint8_t *)canonical.data, canonical.size, &config,
                                         &manifest_schema, (cyaml_data_t **)&manifest, NULL);
    buffer_free(&canonical);
    if (result != CYAML_OK) {
        diag_add(diag, (struct place){0, 0}, "cannot be loaded: %s", cyaml_strerror(result));
        tree_free(tree);
        return NULL;
    }
    manifest->tree = tree;
    manifest->folder = folder_of(diag->file);
    manifest_check(manifest, diag);
    return manifest;
}

static void free_disk(const struct disk *disk)
{
    free(disk->path);
    free(disk->files_path);
}

void manifest_free(struct manifest *manifest)
{
    if (!manifest)
        return;
    for (uint32_t i = 0; i < manifest->vm_count; i++) {
        free(manifest->vms[i].program_path);
        free(manifest->vms[i].grants);
        strings_free(&manifest->vms[i].disk_paths);
        strings_free(&manifest->vms[i].client_paths);
        strings_free(&manifest->vms[i].channels);
        buffer_free(&manifest->vms[i].config);
        free(manifest->vms[i].interfaces);
    }
    for (uint32_t i = 0; i < manifest->disk_count; i++)
        free_disk(&manifest->disks[i]);
    for (uint32_t i = 0; i < manifest->switch_count; i++)
        free(manifest->switches[i].forwards);
    free(manifest->folder);
    tree_free(manifest->tree);
    cyaml_free(&config, &manifest_schema, manifest, 0);
}
