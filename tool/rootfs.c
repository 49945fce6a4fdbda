/* SPDX-License-Identifier: BSD-2-Clause */
#include "rootfs.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "rootfs_parts.h"
#include "words.h"

static void add_entry(struct root *root, const char *entry)
{
    const char *colon = strrchr(entry, ':');

    if (colon && colon[1] == '/') {
        char *name = text("%.*s", (int)(colon - entry), entry), *host = manifest_path(root->manifest, name);
        char *guest = plan_clean(colon + 1);

        root_add_pair(root, host, guest);
        free(guest);
        free(host);
        free(name);
    } else if (!entry[strspn(entry, "/")]) {
        diag_add(root->diag, root->place,
                 "vm '%s': root: '%s' is all of this machine; expected the files and folders that the VM needs",
                 root->vm->name, entry);
    } else if (*entry != '/') {
        diag_add(root->diag, root->place,
                 "vm '%s': root: '%s' is not an absolute path; expected one, or \"host:guest\" like \"%s:/%s\"",
                 root->vm->name, entry, entry, entry);
    } else if (!root_add_host(root, entry)) {
        diag_add(root->diag, root->place,
                 "vm '%s': root: '%s' does not exist; expected a file or folder of this machine", root->vm->name,
                 entry);
    }
}

static void add_made(struct plan *plan, const char *path, mode_t mode, dev_t device)
{
    struct plan_entry entry = {.path = text("%s", path), .mode = mode, .device = device};
    bool added;

    plan_add(plan, entry, &added); /* a folder of the user's own there is as good */
}

static void add_mount_points(struct plan *plan)
{
    add_made(plan, "/dev", S_IFDIR | 0755, 0);
    add_made(plan, "/proc", S_IFDIR | 0555, 0);
    add_made(plan, "/sys", S_IFDIR | 0555, 0);
    add_made(plan, "/tmp", S_IFDIR | 01777, 0);
    add_made(plan, "/dev/console", S_IFCHR | 0600, makedev(5, 1));
    add_made(plan, "/dev/tty", S_IFCHR | 0666, makedev(5, 0));
    add_made(plan, "/dev/null", S_IFCHR | 0666, makedev(1, 3));
    add_made(plan, "/dev/zero", S_IFCHR | 0666, makedev(1, 5));
    add_made(plan, "/dev/random", S_IFCHR | 0666, makedev(1, 8));
    add_made(plan, "/dev/urandom", S_IFCHR | 0666, makedev(1, 9));
}

static bool executable(const struct plan *plan, const char *path)
{
    char *place = plan_resolve(plan, path, true);
    const struct plan_entry *entry = plan_find(plan, place);

    free(place);
    return entry && S_ISREG(entry->mode) && entry->mode & 0111;
}

static void report_command(const struct root *root, struct place place, const char *command)
{
    const struct plan *plan = root->plan;
    const char **names = need((plan->count + 1) * sizeof(*names));
    const char *name = strrchr(command, '/') ? strrchr(command, '/') + 1 : command, *near;

    for (uint32_t i = 0; i < plan->count; i++)
        if (executable(plan, plan->entries[i].path))
            names[i] = strrchr(plan->entries[i].path, '/') + 1;
    near = nearest(name, names, plan->count);
    for (uint32_t i = 0; near && i < plan->count; i++)
        if (names[i] == near) {
            near = plan->entries[i].path;
            break;
        }
    diag_add(root->diag, place,
             near ? "vm '%s': key 'run': no program '%s' in root; did you mean '%s'?"
                  : "vm '%s': key 'run': no program '%s' in root; add it to root", root->vm->name, command, near);
    free(names);
}

/* The command of a VM must have what it needs, also if only a folder brought it. */
static void require_needs(struct root *root, struct place place, const char *path)
{
    char *real = plan_resolve(root->plan, path, true);
    const struct plan_entry *entry = plan_find(root->plan, real);
    char *source = text("%s", entry->source);

    root->place = place;
    if (entry->lenient)
        root_bring_needs(root, source, real, true);
    free(source);
    free(real);
}

/* The folders in which the command is looked for: PATH of the VM. */
static const char *search_path(const struct vm *vm)
{
    for (uint32_t i = 0; i < vm->env.count; i++)
        if (!strncmp(vm->env.item[i], "PATH=", 5))
            return vm->env.item[i] + 5;
    return ROOTFS_PATH;
}

static void check_command(struct root *root, struct place place)
{
    const char *command = root->vm->run.item[0];
    char *folders = text("%s", search_path(root->vm)), *rest = strchr(command, '/') ? NULL : folders;
    char *path = text("%s", command);
    bool found = !rest && executable(root->plan, path);

    for (char *folder; !found && (folder = strsep(&rest, ":"));) {
        free(path);
        path = text("%s/%s", folder, command);
        found = executable(root->plan, path);
    }
    if (found)
        require_needs(root, place, path);
    else
        report_command(root, place, command);
    free(folders);
    free(path);
}

void rootfs_plan(const struct manifest *manifest, uint32_t vm, struct diag *diag, struct plan *plan)
{
    struct root root = {.manifest = manifest, .vm = &manifest->vms[vm], .diag = diag, .plan = plan};

    for (uint32_t i = 0; i < root.vm->root.count; i++) {
        root.place = manifest_place(manifest, vm, "root", i);
        add_entry(&root, root.vm->root.item[i]);
    }
    add_mount_points(plan);
    if (root.vm->run.count && root.vm->root.count)
        check_command(&root, manifest_place(manifest, vm, "run", 0));
    root_report_missing(&root);
}

uint64_t rootfs_bytes(const struct plan *plan)
{
    uint64_t bytes = 0;

    for (uint32_t i = 0; i < plan->count; i++)
        if (S_ISREG(plan->entries[i].mode))
            bytes += (plan->entries[i].bytes + 4095) & ~4095ull;
    return bytes;
}
