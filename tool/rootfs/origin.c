/* SPDX-License-Identifier: BSD-2-Clause */
/* Type and owner of a file of this machine, which decide whether it may be included. */
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "base/elf_file.h"
#include "base/files.h"
#include "parts.h"

#define CONFIGFS_MAGIC 0x62656570
#define FUSECTL_MAGIC  0x65735543
#define MQUEUE_MAGIC   0x19800202

bool root_made_folder(const char *folder, const struct stat *status)
{
    static const uint32_t made[] = {
        PROC_SUPER_MAGIC,   SYSFS_MAGIC,         DEBUGFS_MAGIC,  TRACEFS_MAGIC,  SECURITYFS_MAGIC,
        CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC, BPF_FS_MAGIC,   PSTOREFS_MAGIC, EFIVARFS_MAGIC,
        SELINUX_MAGIC,      SMACK_MAGIC,         BINFMTFS_MAGIC, NSFS_MAGIC,     DEVPTS_SUPER_MAGIC,
        CONFIGFS_MAGIC,     FUSECTL_MAGIC,       MQUEUE_MAGIC,
    };
    /* most folders are in the same file system as the one before */
    static struct {
        dev_t device;
        bool known, made;
    } last;
    struct statfs system;

    if (last.known && last.device == status->st_dev)
        return last.made;
    last.known = !statfs(folder, &system);
    last.device = status->st_dev;
    last.made = false;
    for (unsigned i = 0; last.known && i < COUNT(made); i++)
        last.made |= (uint32_t)system.f_type == made[i];
    return last.made;
}

char *root_kernel_made(const char *path)
{
    struct stat status;

    for (const char *end = path; *end;) {
        end += strspn(end, "/");
        end += strcspn(end, "/");
        char *part = text("%.*s", (int)(end - path), path);

        bool there = *end ? !stat(part, &status)
                          : !lstat(part, &status) && !S_ISLNK(status.st_mode);

        if (there && root_made_folder(part, &status))
            return part;
        free(part);
    }
    return NULL;
}

bool root_has_file(const struct root *root, const char *path)
{
    char *place = plan_resolve(root->plan, path, true);
    const struct plan_entry *entry = plan_find(root->plan, place);

    free(place);
    return entry && S_ISREG(entry->mode);
}

bool root_named(const struct root *root, const char *real)
{
    for (uint32_t i = 0; i < root->named.count; i++) {
        size_t length = strlen(root->named.item[i]);

        if (!strncmp(real, root->named.item[i], length) && (!real[length] || real[length] == '/'))
            return true;
    }
    return false;
}

bool root_public(const char *real, const struct stat *status)
{
    mode_t wanted = S_ISDIR(status->st_mode) ? S_IROTH | S_IXOTH : S_IROTH;
    bool public = (status->st_mode & wanted) == wanted;
    struct stat above;

    for (const char *slash = real; public && (slash = strchr(slash + 1, '/'));) {
        char *folder = text("%.*s", (int)(slash - real), real);

        public = !stat(folder, &above) && above.st_mode & S_IXOTH;
        free(folder);
    }
    return public;
}

bool root_is_program(const char *real, const struct stat *status)
{
    const char *problem;
    char start[2] = {0};

    if (!S_ISREG(status->st_mode))
        return false;
    struct elf *elf = elf_open(real, &problem);
    bool program = elf && (elf->header.e_type == ET_EXEC || elf->header.e_type == ET_DYN);

    elf_close(elf);
    if (program || !(status->st_mode & 0111))
        return program;
    return file_start(real, start, sizeof(start)) == sizeof(start) && start[0] == '#' &&
           start[1] == '!';
}
