/* SPDX-License-Identifier: BSD-2-Clause */
#include "choose.h"

#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "needs.h"

struct choice {
    const struct manifest *manifest;
    const struct vm *vm;
    uint32_t index; /* of the VM */
    const struct netbsd_set *set;
    struct diag *diag;
    bool *chosen;
    int *item; /* item of `components` that names each; -1: the base */
};

static struct place place_of(const struct choice *choice, int item)
{
    return manifest_place(choice->manifest, choice->index, "components", item);
}

/* Returns "'a'" or "'a' or 'b'", which the caller frees. */
static char *alternatives(const struct strings *names)
{
    struct buffer list = {0};

    for (uint32_t i = 0; i < names->count; i++)
        buffer_format(&list, "%s'%s'", i ? " or " : "", names->item[i]);
    buffer_extend(&list, 1);
    return list.data;
}

/* Reports a name that no component has, or several have. */
static void bad_name(const struct choice *choice, int item, const char *name)
{
    const struct netbsd_set *set = choice->set;
    const char **names = need(set->count * sizeof(*names));
    struct strings whole = {0};

    for (uint32_t i = 0; i < set->count; i++) {
        const char *underscore = strchr(set->components[i].whole, '_');

        names[i] = set->components[i].name;
        if (underscore && !strcmp(underscore + 1, name))
            strings_add(&whole, set->components[i].whole);
    }
    const char *near = nearest(name, names, set->count);

    if (whole.count) {
        char *list = alternatives(&whole);

        diag_add(choice->diag, place_of(choice, item),
                 "vm '%s': component '%s': there are several; expected %s", choice->vm->name, name,
                 list);
        free(list);
    } else if (near) {
        diag_add(choice->diag, place_of(choice, item),
                 "vm '%s': component '%s': unknown; did you mean '%s'?", choice->vm->name, name,
                 near);
    } else {
        diag_add(choice->diag, place_of(choice, item),
                 "vm '%s': component '%s': there is no archive of that name; 'evm import netbsd "
                 "PATH' lists those that there are",
                 choice->vm->name, name);
    }
    strings_free(&whole);
    free(names);
}

static void choose(const struct choice *choice, int item)
{
    const char *name = choice->vm->components.item[item];
    unsigned count;
    const struct netbsd_component *component = netbsd_set_find(choice->set, name, &count);
    uint32_t index = component - choice->set->components;

    if (!component) {
        bad_name(choice, item, name);
    } else if (component->lacks) {
        diag_add(choice->diag, place_of(choice, item),
                 "vm '%s': component '%s' needs '%s', which neither eVM nor a component has; "
                 "remove it",
                 choice->vm->name, name, component->lacks);
    } else if (choice->chosen[index] && index) {
        diag_add(choice->diag, place_of(choice, item),
                 "vm '%s': component '%s' is there twice; remove one", choice->vm->name, name);
    } else {
        choice->chosen[index] = true;
        choice->item[index] = item;
    }
}

static void check_needs(const struct choice *choice, uint32_t index)
{
    unsigned count;
    struct netbsd_need *needs = netbsd_needs(choice->set, index, choice->chosen, &count);

    for (unsigned i = 0; i < count; i++) {
        char *list = alternatives(&needs[i].candidates);

        diag_add(choice->diag, place_of(choice, choice->item[index]),
                 "vm '%s': component '%s' needs %s (symbol %s); add %s to 'components'",
                 choice->vm->name, choice->set->components[index].name, list, needs[i].symbol,
                 needs[i].candidates.count > 1 ? "one of them" : "it");
        free(list);
    }
    netbsd_needs_free(needs, count);
}

/* Reports two components that define the same symbol, and so cannot be linked together. */
static void check_conflict(const struct choice *choice, uint32_t a, uint32_t b)
{
    const struct netbsd_component *first = &choice->set->components[a],
                                  *second = &choice->set->components[b];
    const char *example = NULL;

    for (unsigned i = 0; i < second->archive.symbol_count && !example; i++) {
        const struct symbol *symbol = &second->archive.symbols[i], *other;

        if (symbol->kind == SYMBOL_DEFINED &&
            (other = netbsd_archive_symbol(&first->archive, symbol->name)) &&
            other->kind == SYMBOL_DEFINED)
            example = symbol->name;
    }
    if (example)
        diag_add(choice->diag, place_of(choice, choice->item[b]),
                 "vm '%s': components '%s' and '%s' exclude each other: both define %s; remove one",
                 choice->vm->name, first->name, second->name, example);
}

/* Reports a missing component that another key of the manifest needs. */
static void require(const struct choice *choice, const char *name, const char *key, const char *why)
{
    unsigned count;
    const struct netbsd_component *component = netbsd_set_find(choice->set, name, &count);

    if (!strings_have(&choice->vm->components, name) &&
        !(component && choice->chosen[component - choice->set->components]))
        diag_add(choice->diag, manifest_place(choice->manifest, choice->index, key, -1),
                 "vm '%s': %s needs the component '%s'; add it to 'components'", choice->vm->name,
                 why, name);
}

bool *netbsd_choose(const struct manifest *manifest, uint32_t vm, const struct netbsd_set *set,
                    struct diag *diag)
{
    struct choice choice = {
        .manifest = manifest,
        .vm = &manifest->vms[vm],
        .index = vm,
        .set = set,
        .diag = diag,
        .chosen = need(set->count * sizeof(bool)),
        .item = need(set->count * sizeof(int)),
    };

    choice.chosen[0] = true;
    choice.item[0] = -1;
    for (uint32_t i = 0; i < choice.vm->components.count; i++)
        choose(&choice, i);
    for (uint32_t i = 0; i < set->count; i++) {
        if (!choice.chosen[i])
            continue;
        check_needs(&choice, i);
        for (uint32_t j = 0; j < i; j++)
            if (choice.chosen[j])
                check_conflict(&choice, j, i);
    }
    if (choice.vm->used)
        require(&choice, "sysproxy", "components", "another VM uses it, which");
    if (choice.vm->disk_names.count || choice.vm->used_names.count)
        require(&choice, "vfs", "disks", "key 'disks'");
    if (choice.vm->pci.count)
        require(&choice, "pci", "pci", "key 'pci'");
    if (choice.vm->lends_net) {
        require(&choice, "bridge", "components", "it drives a switch's uplink, which");
        require(&choice, "virtif", "components", "it drives a switch's uplink, which");
    }
    if (choice.vm->lends_disk)
        require(&choice, "vfs", "components", "it drives a disk, which");
    free(choice.item);
    return choice.chosen;
}
