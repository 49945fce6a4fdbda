/* SPDX-License-Identifier: BSD-2-Clause */
/* The key `crashes` of the system. Its service is one more user of the disk, behind all VMs. */
#include "check.h"
#include "keys.h"
#include "tree.h"

#define NAME     "crashes"
#define PRIORITY 1 /* no VM waits for it */

/* Without it no record lasts, so the supervisor gives it up late. */
static const struct restart often = {.policy = {EVM_RESTART_FAILURE, 10, 1000, 60000}};

static struct place place(const struct check *check, const char *key)
{
    return manifest_place(check->manifest, -1, key, -1);
}

static const struct disk *find(const struct check *check)
{
    const struct manifest *manifest = check->manifest;
    const char *near, *name = manifest->crashes.disk;
    const struct disk *found = disk_or_near(manifest, name, &near);

    if (!found && !manifest_dropped(manifest, name))
        diag_add(check->diag, place(check, "crashes_disk"),
                 near ? "key 'crashes': no disk '%s'; did you mean '%s'?"
                      : "key 'crashes': no disk '%s'; expected one of the system's key 'disks'",
                 name, near);
    return found;
}

static void add(struct check *check)
{
    const struct crashes *crashes = &check->manifest->crashes;
    struct vm *vm = add_service(check, "machine", NAME, "crashlog", &often);

    vm->crashes = true;
    vm->critical = false;
    vm->cpu.urgency = PRIORITY;
    vm->places.whole = place(check, NAME);
    strings_add(&vm->used_names, NAME);
    strings_add(&vm->used_disks, crashes->disk);
    strings_add(&vm->used_parts, crashes->partition ? crashes->partition : "");
    strings_add(&vm->used_modes, "");
    check_used_disks(check);
}

void check_crashes(struct check *check)
{
    const struct manifest *manifest = check->manifest;
    const struct disk *disk;

    if (!tree_value(manifest->tree, tree_node(manifest->tree, 1), NAME))
        return;
    if (!manifest->crashes.disk) {
        diag_add(check->diag, place(check, NAME),
                 "key 'crashes': key 'disk' is missing; expected " DISK_VALUES);
        return;
    }
    disk = find(check);
    if (disk && disk->readonly)
        diag_add(check->diag, place(check, "crashes_disk"),
                 "key 'crashes': '%s' is wrong; expected a disk without 'readonly'", disk->name);
    else if (disk)
        add(check);
}
