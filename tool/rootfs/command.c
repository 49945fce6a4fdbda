/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks that the root of a Linux VM has its command, with all that it needs. */
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "parts.h"

/* Returns the file to which a path leads in the VM, or NULL. */
static const struct plan_entry *file_at(const struct plan *plan, const char *path)
{
    char *place = plan_resolve(plan, path, true);
    const struct plan_entry *entry = plan_find(plan, place);

    free(place);
    return entry && S_ISREG(entry->mode) ? entry : NULL;
}

static bool executable(const struct plan *plan, const char *path)
{
    const struct plan_entry *file = file_at(plan, path);

    return file && file->mode & 0111;
}

/* Reports a missing command. `idle`: a file of that name that is not executable, or NULL. */
static void report_command(const struct root *root, struct place place, const char *command,
                           const struct plan_entry *idle)
{
    const struct plan *plan = root->plan;
    const char **names = need((plan->count + 1) * sizeof(*names));
    const char *name = strrchr(command, '/') ? strrchr(command, '/') + 1 : command, *near;

    if (idle) {
        diag_add(root->diag, place,
                 "vm '%s': key 'run': '%s' is not executable; make it so: chmod +x %s",
                 root->vm->name, idle->path, idle->source);
        free(names);
        return;
    }
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
                  : "vm '%s': key 'run': no program '%s' in root; add it to root",
             root->vm->name, command, near);
    free(names);
}

/* Reports missing dependencies of the command, even if it is from a folder. */
static void require_needs(struct root *root, struct place place, const char *path)
{
    char *real = plan_resolve(root->plan, path, true);

    root->place = place;
    if (plan_find(root->plan, real)->lenient)
        root_bring_needs(root, real);
    root_bring_all(root);
    free(real);
}

/* Returns the VM's PATH, where its command is searched. */
static const char *search_path(const struct vm *vm)
{
    for (uint32_t i = 0; i < vm->env.count; i++)
        if (!strncmp(vm->env.item[i], "PATH=", 5))
            return vm->env.item[i] + 5;
    return ROOTFS_PATH;
}

void root_check_command(struct root *root, struct place place)
{
    const char *command = root->vm->run.item[0];
    char *folders = text("%s", search_path(root->vm)),
         *rest = strchr(command, '/') ? NULL : folders;
    char *path = text("%s", command);
    const struct plan_entry *file = rest ? NULL : file_at(root->plan, path), *idle = file;
    bool found = file && file->mode & 0111;

    for (char *folder; !found && (folder = strsep(&rest, ":"));) {
        free(path);
        path = text("%s/%s", folder, command);
        file = file_at(root->plan, path);
        found = file && file->mode & 0111;
        idle = idle ? idle : file;
    }
    if (found)
        require_needs(root, place, path);
    else
        report_command(root, place, command, idle);
    free(folders);
    free(path);
}
