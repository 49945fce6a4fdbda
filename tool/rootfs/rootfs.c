/* SPDX-License-Identifier: BSD-2-Clause */
#include "rootfs.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "base/paths.h"
#include "parts.h"

static bool all_of_machine(struct root *root, const char *entry)
{
    diag_add(root->diag, root->place,
             "vm '%s': root: '%s' is all of this machine; expected the files and folders that the "
             "VM needs",
             root->vm->name, entry);
    return false;
}

/* Records a path of this machine that an entry names. Returns false after reporting a path from
 * which nothing can be included. A link into /proc that keeps its path leads to the VM's /proc. */
static bool name_path(struct root *root, const char *path, bool pair)
{
    char *real = realpath(path, NULL), *made = root_kernel_made(pair && real ? real : path);
    bool good = !made;

    if (made)
        diag_add(root->diag, root->place,
                 "vm '%s': root: '%s' is in '%s', where the kernel makes files as they are read; "
                 "remove it: the VM has its own",
                 root->vm->name, path, made);
    else if (real && !strcmp(real, "/"))
        good = all_of_machine(root, path);
    else if (real)
        strings_add(&root->named, real);
    free(made);
    free(real);
    return good;
}

static void add_entry(struct root *root, const char *entry)
{
    const char *colon = strrchr(entry, ':');

    if (colon && colon[1] == '/') {
        char *name = text("%.*s", (int)(colon - entry), entry),
             *host = manifest_path(root->manifest, name);
        char *guest = path_clean(colon + 1);

        if (name_path(root, host, true))
            root_add_pair(root, host, guest);
        free(guest);
        free(host);
        free(name);
    } else if (*entry != '/') {
        diag_add(root->diag, root->place,
                 "vm '%s': root: '%s' is not an absolute path; expected one, or \"host:guest\" "
                 "like \"%s:/%s\"",
                 root->vm->name, entry, entry, entry);
    } else if (name_path(root, entry, false) && !root_add_host(root, entry)) {
        diag_add(root->diag, root->place,
                 "vm '%s': root: '%s' does not exist; expected a file or folder of this machine%s",
                 root->vm->name, entry,
                 colon ? ", or \"host:guest\" with an absolute path behind the colon" : "");
    }
}

static void add_made(struct plan *plan, const char *path, mode_t mode, dev_t device)
{
    struct plan_entry entry = {
        .path = text("%s", path), .mode = mode, .device = device, .time = PLAN_NO_TIME};
    bool added;

    plan_add(plan, entry, &added); /* a folder of the user's at that path will do */
}

/* Adds init's mount points, and device nodes for VMs without the feature devtmpfs. */
static void add_mount_points(struct plan *plan, const struct vm *vm)
{
    add_made(plan, "/dev", S_IFDIR | 0755, 0);
    add_made(plan, "/proc", S_IFDIR | 0555, 0);
    add_made(plan, "/sys", S_IFDIR | 0555, 0);
    add_made(plan, "/tmp", S_IFDIR | 01777, 0);
    add_made(plan, "/dev/shm", S_IFDIR | 01777, 0);
    add_made(plan, "/dev/console", S_IFCHR | 0600, makedev(5, 1));
    add_made(plan, "/dev/tty", S_IFCHR | 0666, makedev(5, 0));
    add_made(plan, "/dev/null", S_IFCHR | 0666, makedev(1, 3));
    add_made(plan, "/dev/zero", S_IFCHR | 0666, makedev(1, 5));
    add_made(plan, "/dev/full", S_IFCHR | 0666, makedev(1, 7));
    add_made(plan, "/dev/random", S_IFCHR | 0666, makedev(1, 8));
    add_made(plan, "/dev/urandom", S_IFCHR | 0666, makedev(1, 9));
    if (strings_have(&vm->features, "pty"))
        add_made(plan, "/dev/ptmx", S_IFCHR | 0666, makedev(5, 2));
    if (strings_have(&vm->features, "watchdog"))
        add_made(plan, "/dev/watchdog", S_IFCHR | 0600, makedev(10, 130));
}

void rootfs_plan(const struct manifest *manifest, uint32_t vm, struct diag *diag, struct plan *plan)
{
    struct root root = {.manifest = manifest, .vm = &manifest->vms[vm], .diag = diag, .plan = plan};

    for (uint32_t i = 0; i < root.vm->root.count; i++) {
        root.place = manifest_place(manifest, vm, "root", i);
        add_entry(&root, root.vm->root.item[i]);
    }
    add_mount_points(plan, root.vm);
    root_bring_all(&root);
    if (root.vm->run.count && root.vm->root.count)
        root_check_command(&root, manifest_place(manifest, vm, "run", 0));
    root_report_missing(&root);
    strings_free(&root.named);
    plan_join_links(plan);
}

uint64_t rootfs_bytes(const struct plan *plan)
{
    uint64_t bytes = 0;

    for (uint32_t i = 0; i < plan->count; i++)
        if (S_ISREG(plan->entries[i].mode) && !plan->entries[i].carried)
            bytes += (plan->entries[i].bytes + 4095) & ~4095ull;
    return bytes;
}

void rootfs_each_outside(const struct plan *plan,
                         void (*show)(const struct plan_entry *entry, void *argument),
                         void *argument)
{
    for (uint32_t i = 0; i < plan->count; i++)
        if (plan->entries[i].user && S_ISREG(plan->entries[i].mode))
            show(&plan->entries[i], argument);
}
