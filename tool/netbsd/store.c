/* SPDX-License-Identifier: BSD-2-Clause */
#include "store.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cache.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/paths.h"
#include "base/temporary.h"

/* headers: those below such a folder at any depth of a set; also their place in the cache */
#define HEADERS "include/rump/"
#define BLOCK   65536

/* More than NetBSD's sets have: a larger set is an accident or an attack. */
#define ENTRIES_MOST 100000
#define KEPT_MOST    (256ul << 20) /* bytes that we use */
#define WHOLE_MOST   (1ll << 30)   /* bytes of the whole set */
#define FILTERS      2             /* one compression, and the uncompressed archive */

struct unpacking {
    struct archive *set;
    unsigned entries;
    uint64_t kept; /* bytes */
};

/* Returns the name of a release set's file in the cache, which the caller frees; NULL: it is not
 * kept. */
static char *kept_name(const char *path)
{
    const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path,
               *headers = strstr(path, HEADERS);

    if (netbsd_set_archive(file))
        return text("%s", file);
    return headers && *file ? text("%s", headers) : NULL;
}

/* ---- A release set --------------------------------------------------------------------------- */

/* Reads a file of the set. Returns what is wrong, or NULL. */
static char *read_entry(struct archive *set, const char *name, struct buffer *contents)
{
    char chunk[BLOCK];
    ssize_t size;

    while ((size = archive_read_data(set, chunk, sizeof(chunk))) > 0) {
        if (contents->size + size > KEPT_MOST)
            return text("'%s' is larger than 256 MiB; expected a release set of NetBSD", name);
        buffer_add(contents, chunk, size);
    }
    if (size == 0)
        return NULL;
    return text("'%s' cannot be read: %s; expected a sound release set", name,
                archive_error_string(set) ? archive_error_string(set) : "it was cut off");
}

static char *extract_file(struct unpacking *unpacking, struct archive_entry *entry, const char *to)
{
    const char *name = archive_entry_pathname(entry);
    struct buffer contents = {0};
    char *problem;

    if (archive_entry_filetype(entry) == AE_IFLNK || archive_entry_hardlink(entry))
        return text("'%s' is a link; unpack the set and import the folder", name);
    if (archive_entry_filetype(entry) != AE_IFREG)
        return text("'%s' is a pipe or a device; expected a release set of NetBSD, with files",
                    name);
    problem = read_entry(unpacking->set, name, &contents);
    unpacking->kept += contents.size;
    if (!problem && unpacking->kept > KEPT_MOST)
        problem = text("its archives have more than 256 MiB; expected a release set of NetBSD");
    if (!problem && (!file_make_folders(to) || !file_write(to, contents.data, contents.size, 0644)))
        problem = text("cannot write %s: %s", to, strerror(errno));
    buffer_free(&contents);
    return problem;
}

static char *bad_set(struct archive *set)
{
    return text("%s; expected a folder or a release set like comp.tar.xz",
                archive_error_string(set));
}

/* Takes one entry of the set, which is untrusted. */
static char *take_entry(struct unpacking *unpacking, struct archive_entry *entry,
                        const char *folder)
{
    const char *name = archive_entry_pathname(entry);
    char *kept = name ? kept_name(name) : NULL, *to = kept ? text("%s/%s", folder, kept) : NULL,
         *problem = NULL;
    int64_t size = archive_entry_size(entry);

    if (archive_filter_count(unpacking->set) > FILTERS)
        problem = text("it is compressed more than once; expected a release set like comp.tar.xz");
    else if (++unpacking->entries > ENTRIES_MOST || size < 0 || size > WHOLE_MOST ||
             archive_filter_bytes(unpacking->set, 0) > WHOLE_MOST - size)
        problem = text("it has more than 100000 files or 1 GiB; expected a release set of NetBSD");
    else if (kept && strstr(kept, "..")) /* it must not lead out of the folder */
        problem = text("'%s' is a bad path; expected a release set of NetBSD", name);
    else if (kept && archive_entry_filetype(entry) != AE_IFDIR)
        problem = extract_file(unpacking, entry, to);
    free(kept);
    free(to);
    return problem;
}

/* Opens a tar archive in one of the two compressions that NetBSD uses, and no other, since
 * libarchive would start programs for some. Returns NULL if the file cannot be read. */
static struct archive *open_set(int fd)
{
    struct archive *set = archive_read_new();

    archive_read_support_format_tar(set);
    if (archive_read_support_filter_gzip(set) == ARCHIVE_OK &&
        archive_read_support_filter_xz(set) == ARCHIVE_OK)
        archive_read_open_fd(set, fd, BLOCK);
    return set;
}

/* Unpacks the files of a release set that we use. Returns what is wrong with it, or NULL. */
static char *unpack_set(const char *path, const char *folder)
{
    int fd = file_open(path), status = ARCHIVE_OK;
    struct archive_entry *entry;
    char *problem = NULL;

    if (fd < 0)
        return text("%s; expected a folder or a release set like comp.tar.xz", file_error());
    struct unpacking unpacking = {.set = open_set(fd)};

    while (!problem && (status = archive_read_next_header(unpacking.set, &entry)) != ARCHIVE_EOF)
        problem = status < ARCHIVE_WARN ? bad_set(unpacking.set)
                                        : take_entry(&unpacking, entry, folder);
    archive_read_free(unpacking.set);
    close(fd);
    return problem;
}

/* ---- A folder -------------------------------------------------------------------------------- */

/* Returns true if a file, with all links resolved, lies below a folder. */
static bool lies_within(const char *file, const char *folder)
{
    char *real_file = realpath(file, NULL), *real_folder = realpath(folder, NULL);
    size_t length = real_folder ? strlen(real_folder) : 0;
    bool within = real_file && length && !strncmp(real_file, real_folder, length) &&
                  real_file[length] == '/';

    free(real_file);
    free(real_folder);
    return within;
}

static char *copy_file(const char *from, const char *to)
{
    if (!file_make_folders(to))
        return text("cannot write %s: %s", to, strerror(errno));
    return file_copy(from, to, 0644)
               ? NULL
               : text("%s cannot be copied to %s: %s", from, to, file_error());
}

static char *copy_archives(const char *path, const char *folder, const struct netbsd_set *set)
{
    char *problem = NULL;

    for (uint32_t i = 0; i < set->count && !problem; i++) {
        const char *from = set->components[i].path;
        char *to = text("%s/%s", folder, strrchr(from, '/') + 1);

        problem = lies_within(from, path)
                      ? copy_file(from, to)
                      : text("%s: is a link that leads out of the folder; import the folder that "
                             "it leads to, or put the file in its place",
                             from);
        free(to);
    }
    return problem;
}

static char *copy_headers(const char *folder, const char *headers)
{
    char *rump = text("%s/rump", headers), *problem = NULL;
    struct strings files = {0};

    if (!file_list(rump, &files))
        problem = text("%s: %s; expected a folder with headers", rump, file_error());
    for (uint32_t i = 0; i < files.count && !problem; i++) {
        char *from = text("%s/%s", rump, files.item[i]),
             *to = text("%s/" HEADERS "%s", folder, files.item[i]);

        problem = i < ENTRIES_MOST ? copy_file(from, to)
                                   : text("%s: has more than 100000 files; expected headers", rump);
        free(from);
        free(to);
    }
    strings_free(&files);
    free(rump);
    return problem;
}

/* Copies the files of a folder that we use. Returns what is wrong with it, or NULL. */
static char *copy_set(const char *path, const char *folder)
{
    struct netbsd_set set;
    char *problem;

    if (!netbsd_set_open(path, &set, &problem))
        return problem;
    problem = copy_archives(path, folder, &set);
    if (!problem && set.headers)
        problem = copy_headers(folder, set.headers);
    netbsd_set_close(&set);
    return problem;
}

/* ---- The cache ------------------------------------------------------------------------------- */

/* Copies the files that we use of a folder or a release set into `part`. Returns what is wrong, or
 * NULL. */
static char *stage(const char *path, const char *part)
{
    struct stat status;
    char *inner, *problem;

    if (stat(path, &status))
        return text("%s: %s; expected a folder or a release set like comp.tar.xz", path,
                    strerror(errno));
    if (S_ISDIR(status.st_mode))
        return copy_set(path, part);
    inner = unpack_set(path, part);
    problem = inner ? text("%s: %s", path, inner) : NULL;
    free(inner);
    return problem;
}

/* Renames a folder in the cache to the hash of its contents, unless another process has put the
 * same set there meanwhile. The caller has the lock. Returns the folder, or NULL with errno set. */
static char *name_locked(const char *part)
{
    char key[HASH_TEXT];
    struct hash hash;

    hash_begin(&hash);
    bool good = hash_tree(&hash, part);

    hash_end(&hash, key);
    char *relative = text(NETBSD_CACHE "/%s", key), *folder = path_cache(relative);

    free(relative);
    if (good && folder && cache_good_folder(folder))
        return folder;
    if (good && folder) {
        file_remove(folder); /* its contents do not match its name */
        if (!rename(part, folder))
            return folder;
    }
    free(folder);
    return NULL;
}

static char *name_folder(const char *part)
{
    char *path = path_cache(NETBSD_CACHE "/lock");
    int lock = path ? cache_lock(path) : -1;
    char *folder = lock < 0 ? NULL : name_locked(part);
    int error = errno;

    if (lock >= 0)
        close(lock);
    free(path);
    errno = error;
    return folder;
}

/* Replaces the temporary path in a message by the user's. */
static void tell_path(char **problem, const char *part, const char *path)
{
    if (strncmp(*problem, part, strlen(part)))
        return;
    char *told = text("%s%s", path, *problem + strlen(part));

    free(*problem);
    *problem = told;
}

char *netbsd_store(const char *path, struct netbsd_set *set, char **problem)
{
    char *cache = path_cache(NETBSD_CACHE "/"),
         *part = cache ? temporary_folder(cache, "part") : NULL, *folder = NULL;

    free(cache);
    if (!part) {
        *problem = text("%s: there is no cache to import it to", path);
        return NULL;
    }
    *problem = stage(path, part);
    if (!*problem && netbsd_set_open(part, set, problem)) {
        netbsd_set_close(set);
        folder = name_folder(part);
        if (!folder)
            *problem = text("%s: cannot be kept in the cache: %s", path, file_error());
        else
            netbsd_set_open(folder, set, problem);
    }
    if (*problem)
        tell_path(problem, part, path);
    temporary_remove(part);
    if (!*problem)
        return folder;
    free(folder);
    return NULL;
}
