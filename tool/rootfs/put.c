/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes an entry of the plan from one file, folder, link or device node of this machine. */
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "parts.h"

#define FILE_MAX    UINT32_MAX    /* most bytes of a file: its header has 8 hexadecimal digits */
#define ARCHIVE_END "/TRAILER!!!" /* a file of this name ends an archive */

void root_conflict(struct root *root, const char *path)
{
    diag_add(root->diag, root->place,
             "vm '%s': root: two different things are to be at '%s'; remove one", root->vm->name,
             path);
}

/* Returns true after reporting a file that an archive for Linux cannot hold. */
static bool refuse(struct root *root, const char *host, const char *guest,
                   const struct stat *status)
{
    const char *name = guest;
    size_t longest = 0;

    for (; *name; name += strcspn(name, "/")) {
        name += *name == '/';
        longest = strcspn(name, "/") > longest ? strcspn(name, "/") : longest;
    }
    if (strlen(guest) >= PATH_MAX || longest > NAME_MAX)
        diag_add(root->diag, root->place,
                 "vm '%s': root: '%s' is too long a path; expected at most %d bytes, and %d in "
                 "each name",
                 root->vm->name, guest, PATH_MAX - 1, NAME_MAX);
    else if (!strcmp(guest, ARCHIVE_END))
        diag_add(root->diag, root->place,
                 "vm '%s': root: nothing can be at '%s', which ends an initramfs; give it another "
                 "name",
                 root->vm->name, guest);
    else if (S_ISREG(status->st_mode) && status->st_size > FILE_MAX)
        diag_add(root->diag, root->place,
                 "vm '%s': root: '%s' has %llu MiB; expected files below 4 GiB: put it on a disk "
                 "('disks')",
                 root->vm->name, host, (unsigned long long)status->st_size >> 20);
    else
        return false;
    return true;
}

/* Notes the attributes of a file that an archive for Linux cannot hold. */
static void note_losses(struct root *root, const char *host)
{
    static const char *const lost[][2] = {
        {"security.capability", "capabilities"},
        {"system.posix_acl_access", "an access control list"},
    };

    for (unsigned i = 0; i < COUNT(lost); i++)
        if (lgetxattr(host, lost[i][0], NULL, 0) > 0)
            diag_note(root->diag, root->place,
                      "vm '%s': root: '%s' has %s, which an initramfs cannot hold: it has none in "
                      "the VM",
                      root->vm->name, host, lost[i][1]);
}

/* Sets owner and permissions of a moved file as if root had copied it, without setuid and setgid
 * for others. */
static void set_owner(struct plan_entry *entry, const struct stat *status)
{
    if (!entry->moved) {
        entry->uid = status->st_uid;
        entry->gid = status->st_gid;
    } else if (S_ISREG(status->st_mode)) {
        entry->mode &= ~((status->st_uid ? S_ISUID : 0) | (status->st_gid ? S_ISGID : 0));
    }
}

static void enqueue(struct root *root, const char *guest)
{
    root->needs = need_more(root->needs, (root->need_count + 1) * sizeof(*root->needs));
    root->needs[root->need_count++] = (struct root_need){text("%s", guest), root->place,
                                                         root->lenient};
}

bool root_put(struct root *root, const char *host, const char *guest, const struct stat *status)
{
    struct plan_entry entry = {
        .path = text("%s", guest),
        .mode = status->st_mode,
        .time = status->st_mtime < 0 ? 0 : status->st_mtime,
        .bytes = status->st_size,
        .device = S_ISCHR(status->st_mode) || S_ISBLK(status->st_mode) ? status->st_rdev : 0,
        .lenient = root->lenient,
        .moved = strcmp(host, guest),
        .user = root->user && !root_named(root, host) ? text("%s", root->user) : NULL,
    };
    bool file = S_ISREG(status->st_mode), added = false;
    char target[PATH_MAX];

    set_owner(&entry, status);
    if (S_ISLNK(status->st_mode)) {
        ssize_t length = readlink(host, target, sizeof(target) - 1);

        target[length < 0 ? 0 : length] = 0;
        entry.source = text("%s", target);
    } else if (file) {
        entry.source = text("%s", host);
        entry.host_device = status->st_dev;
        entry.host_inode = status->st_nlink > 1 ? status->st_ino : 0;
    }
    if (refuse(root, host, guest, status))
        plan_entry_free(&entry);
    else if (!plan_add(root->plan, entry, &added))
        root_conflict(root, guest);
    if (added && (file || S_ISLNK(status->st_mode)))
        enqueue(root, guest);
    if (added && file)
        note_losses(root, host);
    return added;
}
