/* SPDX-License-Identifier: BSD-2-Clause */
#include "rootfs.h"

#include <dirent.h>
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "library.h"
#include "words.h"

#define SCRIPT_LINE 256 /* bytes of a #! line that Linux looks at */
#define NESTED_MAX  64  /* links and folders within each other */

struct root {
    const struct manifest *manifest;
    const struct vm *vm;
    struct diag *diag;
    struct plan *plan;
    struct place place;         /* of the entry of `root:` at work */
    struct strings missing;     /* libraries not found so far: name, who needs it, in turn */
    struct place *missing_places;
    unsigned depth;
};

static bool add_host(struct root *root, const char *path);
static void bring_needs(struct root *root, const char *file, const char *guest, bool program);

static void conflict(struct root *root, const char *path)
{
    diag_add(root->diag, root->place, "vm '%s': root: two different things are to be at '%s'; remove one", root->vm->name,
             path);
}

/* Puts one file, folder, link or device node of this machine at `guest`; true if it was not there. */
static bool put(struct root *root, const char *host, const char *guest, const struct stat *status)
{
    struct plan_entry entry = {
        .path = text("%s", guest), .mode = status->st_mode, .time = status->st_mtime, .bytes = status->st_size,
        .device = S_ISCHR(status->st_mode) || S_ISBLK(status->st_mode) ? status->st_rdev : 0,
    };
    char target[PATH_MAX];
    bool added;

    if (S_ISLNK(status->st_mode)) {
        ssize_t length = readlink(host, target, sizeof(target) - 1);

        target[length < 0 ? 0 : length] = 0;
        entry.source = text("%s", target);
    } else if (S_ISREG(status->st_mode)) {
        entry.source = text("%s", host);
    }
    if (!plan_add(root->plan, entry, &added))
        conflict(root, guest);
    if (added && S_ISREG(status->st_mode))
        bring_needs(root, host, guest, status->st_mode & 0111);
    return added;
}

/* Calls `visit` for each name in a folder, in the order of their names. */
static void each_name(struct root *root, const char *folder, const char *guest,
                      void (*visit)(struct root *, const char *host, const char *guest))
{
    struct dirent **names;
    int count = scandir(folder, &names, NULL, alphasort);

    if (count < 0) {
        diag_add(root->diag, root->place, "vm '%s': root: folder '%s' cannot be read: %s", root->vm->name, folder,
                 strerror(errno));
        return;
    }
    for (int i = 0; i < count; i++) {
        if (strcmp(names[i]->d_name, ".") && strcmp(names[i]->d_name, "..")) {
            char *below = text("%s/%s", folder, names[i]->d_name), *below_guest = text("%s/%s", guest, names[i]->d_name);

            visit(root, below, below_guest);
            free(below);
            free(below_guest);
        }
        free(names[i]);
    }
    free(names);
}

static void visit_host(struct root *root, const char *host, const char *guest)
{
    (void)guest;
    add_host(root, host); /* a link whose target is missing stays such a link */
}

static void add_tree(struct root *root, const char *folder)
{
    struct plan_entry *entry = plan_find(root->plan, folder);

    if (entry && entry->walked)
        return;
    if (entry)
        entry->walked = true;
    each_name(root, folder, folder, visit_host);
}

/* Adds the file, or the tree of the folder, that `path` names on this machine, under the same name, with the folders and
 * symbolic links on the way. `path` is clean. False: it does not exist. */
static bool walk_host(struct root *root, const char *path)
{
    for (const char *end = path + 1;; end++) {
        struct stat status;

        end = strchrnul(end, '/');
        char *part = text("%.*s", (int)(end - path), path);
        bool there = !lstat(part, &status);

        if (there)
            put(root, part, part, &status);
        if (there && S_ISLNK(status.st_mode)) {
            const char *target = plan_find(root->plan, part) ? plan_find(root->plan, part)->source : NULL;
            char *next = !target ? NULL : *target == '/' ? text("%s%s", target, end)
                                                         : text("%s/%s%s", dirname(part), target, end);

            there = next && add_host(root, next);
            free(next);
            free(part);
            return there;
        }
        if (there && !*end && S_ISDIR(status.st_mode))
            add_tree(root, part);
        free(part);
        if (!there || !*end)
            return there;
    }
}

/* Enters one more folder or link; false: too many, which is reported. */
static bool deeper(struct root *root, const char *path)
{
    if (root->depth < NESTED_MAX)
        return ++root->depth;
    diag_add(root->diag, root->place, "vm '%s': root: '%s' is more than %d folders and links deep; is it a loop?",
             root->vm->name, path, NESTED_MAX);
    return false;
}

static bool add_host(struct root *root, const char *path)
{
    char *clean = plan_clean(path);
    bool there = true;

    if (deeper(root, clean)) {
        there = walk_host(root, clean);
        root->depth--;
    }
    free(clean);
    return there;
}

/* A distribution may have /bin, /lib, ... as links into /usr: then a file put into /bin must go there, too. */
static void follow_merged(struct root *root, const char *guest)
{
    size_t length = strcspn(guest + 1, "/") + 1;
    char *top = text("%.*s", (int)length, guest);
    struct stat status;

    if (guest[length] && !lstat(top, &status) && S_ISLNK(status.st_mode))
        put(root, top, top, &status);
    free(top);
}

/* One file or folder of this machine at another place in the guest. */
static void visit_pair(struct root *root, const char *host, const char *guest)
{
    struct stat status;

    if (lstat(host, &status))
        return;
    put(root, host, guest, &status);
    if (S_ISDIR(status.st_mode) && deeper(root, host)) {
        each_name(root, host, guest, visit_pair);
        root->depth--;
    }
    if (S_ISLNK(status.st_mode)) {
        const struct plan_entry *entry = plan_find(root->plan, guest);
        char *target = text("%s", entry ? entry->source : "");

        if (*target == '/')
            add_host(root, target);
        free(target);
    }
}

static void add_pair(struct root *root, const char *host, const char *guest)
{
    char *real = realpath(host, NULL);

    if (real) {
        follow_merged(root, guest);
        char *place = plan_resolve(root->plan, guest, true);

        visit_pair(root, real, place);
        free(place);
    } else {
        diag_add(root->diag, root->place, "vm '%s': root: '%s' cannot be read: %s; expected a file or folder",
                 root->vm->name, host, strerror(errno));
    }
    free(real);
}

/* ---- What programs need ------------------------------------------------------------------------------------------ */

static void library_missing(struct root *root, const char *library, const char *user)
{
    root->missing_places = need_more(root->missing_places, (root->missing.count / 2 + 1) * sizeof(struct place));
    root->missing_places[root->missing.count / 2] = root->place;
    strings_add(&root->missing, library);
    strings_add(&root->missing, user);
}

/* A guest has no list of configured folders, and $ORIGIN of a program put elsewhere is another: a link in /usr/lib, where
 * every dynamic linker looks, leads to the library. */
static void link_library(struct root *root, const char *path, const char *name)
{
    struct plan_entry link = {.path = text("/usr/lib/%s", name), .source = text("%s", path), .mode = S_IFLNK | 0777};
    bool added;

    if (strcmp(link.path, path) && !plan_add(root->plan, link, &added))
        conflict(root, path);
}

static void bring_libraries(struct root *root, const struct elf *elf, const char *file, bool moved)
{
    char *copy = text("%s", file), *origin = dirname(copy);
    struct strings libraries = {0};

    elf_dynamic(elf, DT_NEEDED, &libraries);
    for (uint32_t i = 0; i < libraries.count; i++) {
        enum library_source source;
        char *path = library_find(libraries.item[i], elf, origin, &source);

        if (!path)
            library_missing(root, libraries.item[i], file);
        else if (add_host(root, path) && (source == LIBRARY_CONFIGURED || (source == LIBRARY_OWN && moved)))
            link_library(root, path, libraries.item[i]);
        free(path);
    }
    strings_free(&libraries);
    free(copy);
}

static void bring_interpreter(struct root *root, const char *interpreter, const char *file)
{
    if (!add_host(root, interpreter))
        diag_add(root->diag, root->place, "vm '%s': root: '%s' needs the interpreter '%s', which does not exist; install it",
                 root->vm->name, file, interpreter);
}

/* "#!/usr/bin/env python3" and the like: the program that env will look for. */
static void bring_env_program(struct root *root, const char *name, const char *file)
{
    static const char *const folders[] = {"/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin"};

    for (unsigned i = 0; i < COUNT(folders); i++) {
        char *path = text("%s/%s", folders[i], name);
        bool there = !access(path, X_OK) && add_host(root, path);

        free(path);
        if (there)
            return;
    }
    bring_interpreter(root, name, file);
}

static void bring_script_needs(struct root *root, char *line, const char *file)
{
    struct strings words = {0};

    line[strcspn(line, "\n")] = 0;
    if (split_command(line + 2, &words) && words.count) {
        char *copy = text("%s", words.item[0]);

        bring_interpreter(root, words.item[0], file);
        if (words.count > 1 && !strcmp(basename(copy), "env") && *words.item[1] != '-')
            bring_env_program(root, words.item[1], file);
        free(copy);
    }
    strings_free(&words);
}

/* A program brings its interpreter and its libraries. Another file's "#!" says nothing: nobody executes it. */
static void bring_needs(struct root *root, const char *file, const char *guest, bool program)
{
    char line[SCRIPT_LINE + 1] = {0};
    FILE *stream = fopen(file, "rb");
    size_t size = stream ? fread(line, 1, SCRIPT_LINE, stream) : 0;
    const char *problem;

    if (!stream) {
        diag_add(root->diag, root->place, "vm '%s': root: '%s' cannot be read: %s", root->vm->name, file, strerror(errno));
        return;
    }
    fclose(stream);
    struct elf *elf = elf_magic(line, size) ? elf_open(file, &problem) : NULL;

    if (elf) {
        if (elf_interpreter(elf))
            bring_interpreter(root, elf_interpreter(elf), file);
        bring_libraries(root, elf, file, strcmp(file, guest));
        elf_close(elf);
    } else if (program && size > 2 && !strncmp(line, "#!", 2)) {
        bring_script_needs(root, line, file);
    }
}

/* A library that this machine lacks may have been put into the guest by an entry of its own. */
static void report_missing(struct root *root)
{
    for (uint32_t i = 0; i < root->missing.count; i += 2) {
        bool there = false;

        for (unsigned j = 0; library_folders[j] && !there; j++) {
            char *path = text("%s/%s", library_folders[j], root->missing.item[i]);
            char *place = plan_resolve(root->plan, path, true);

            there = plan_find(root->plan, place);
            free(place);
            free(path);
        }
        if (!there)
            diag_add(root->diag, root->missing_places[i / 2],
                     "vm '%s': root: '%s' needs the library '%s', which is not found; install it, or add "
                     "\"path/to/%s:/usr/lib/%s\" to root",
                     root->vm->name, root->missing.item[i + 1], root->missing.item[i], root->missing.item[i],
                     root->missing.item[i]);
    }
    strings_free(&root->missing);
    free(root->missing_places);
}

/* ---- The list and the command ------------------------------------------------------------------------------------- */

static void add_entry(struct root *root, const char *entry)
{
    const char *colon = strrchr(entry, ':');

    if (colon && colon[1] == '/') {
        char *name = text("%.*s", (int)(colon - entry), entry), *host = manifest_path(root->manifest, name);
        char *guest = plan_clean(colon + 1);

        add_pair(root, host, guest);
        free(guest);
        free(host);
        free(name);
    } else if (*entry != '/') {
        diag_add(root->diag, root->place,
                 "vm '%s': root: '%s' is not an absolute path; expected one, or \"host:guest\" like \"%s:/%s\"",
                 root->vm->name, entry, entry, entry);
    } else if (!add_host(root, entry)) {
        diag_add(root->diag, root->place, "vm '%s': root: '%s' does not exist; expected a file or folder of this machine",
                 root->vm->name, entry);
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

static void check_command(const struct root *root, struct place place)
{
    static const char *const folders[] = {"/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"};
    const char *command = root->vm->run.item[0];
    bool found = strchr(command, '/') && executable(root->plan, command);

    for (unsigned i = 0; i < COUNT(folders) && !found && !strchr(command, '/'); i++) {
        char *path = text("%s/%s", folders[i], command);

        found = executable(root->plan, path);
        free(path);
    }
    if (!found)
        report_command(root, place, command);
}

void rootfs_plan(const struct manifest *manifest, uint32_t vm, struct diag *diag, struct plan *plan)
{
    struct root root = {.manifest = manifest, .vm = &manifest->vms[vm], .diag = diag, .plan = plan};

    for (uint32_t i = 0; i < root.vm->root.count; i++) {
        root.place = manifest_place(manifest, vm, "root", i);
        add_entry(&root, root.vm->root.item[i]);
    }
    add_mount_points(plan);
    report_missing(&root);
    if (root.vm->run.count && root.vm->root.count)
        check_command(&root, manifest_place(manifest, vm, "run", 0));
}

uint64_t rootfs_bytes(const struct plan *plan)
{
    uint64_t bytes = 0;

    for (uint32_t i = 0; i < plan->count; i++)
        if (S_ISREG(plan->entries[i].mode))
            bytes += (plan->entries[i].bytes + 4095) & ~4095ull;
    return bytes;
}
