/* SPDX-License-Identifier: BSD-2-Clause */
#include "netbsd_store.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "hash.h"
#include "paths.h"

#define HEADERS "include/rump/" /* of a set: what lies below in whatever folder, and where it is kept */
#define BLOCK   65536

/* Where a file of a release set is kept; NULL: it is none of ours. To be freed. */
static char *kept_name(const char *path)
{
    const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path, *headers = strstr(path, HEADERS);

    if (netbsd_set_archive(file))
        return text("%s", file);
    return headers && *file ? text("%s", headers) : NULL;
}

static char *extract_file(struct archive *set, struct archive_entry *entry, const char *to)
{
    int64_t size = archive_entry_size(entry);
    struct buffer contents = {0};
    char *problem = NULL;

    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry))
        return text("'%s' is a link; unpack the set and import the folder", archive_entry_pathname(entry));
    buffer_extend(&contents, size);
    if (archive_read_data(set, contents.data, size) != size)
        problem = text("'%s' cannot be read: %s; expected a sound release set", archive_entry_pathname(entry),
                       archive_error_string(set) ? archive_error_string(set) : "it was cut off");
    else if (!file_make_folders(to) || !file_write(to, contents.data, contents.size, 0644))
        problem = text("cannot write %s: %s", to, strerror(errno));
    buffer_free(&contents);
    return problem;
}

/* Unpacks what we use of a release set. Returns what is wrong with it, or NULL. */
static char *unpack_set(const char *path, const char *folder)
{
    struct archive *set = archive_read_new();
    struct archive_entry *entry;
    char *problem = NULL;
    int status;

    archive_read_support_filter_all(set);
    archive_read_support_format_tar(set);
    if (archive_read_open_filename(set, path, BLOCK) != ARCHIVE_OK)
        problem = text("%s; expected a folder or a release set like comp.tar.xz", archive_error_string(set));
    while (!problem && (status = archive_read_next_header(set, &entry)) != ARCHIVE_EOF) {
        const char *name = status < ARCHIVE_WARN ? NULL : archive_entry_pathname(entry);
        char *kept = name ? kept_name(name) : NULL, *to = kept ? text("%s/%s", folder, kept) : NULL;

        if (status < ARCHIVE_WARN)
            problem = text("%s; expected a folder or a release set like comp.tar.xz", archive_error_string(set));
        else if (kept && strstr(kept, "..")) /* it must not lead out of the folder */
            problem = text("'%s' is a bad path; expected a release set of NetBSD", name);
        else if (kept && archive_entry_filetype(entry) != AE_IFDIR)
            problem = extract_file(set, entry, to);
        free(kept);
        free(to);
    }
    archive_read_free(set);
    return problem;
}

static char *copy_file(const char *from, const char *to)
{
    return file_copy_changed(from, to) ? NULL : text("cannot be copied from %s to %s: %s", from, to, strerror(errno));
}

/* Copies what we use of a folder. Returns what is wrong with it, or NULL. */
static char *copy_set(const char *path, const char *folder)
{
    struct strings headers = {0};
    struct netbsd_set set;
    char *problem;

    if (!netbsd_set_open(path, &set, &problem))
        return problem;
    for (uint32_t i = 0; i < set.count && !problem; i++) {
        char *to = text("%s/%s", folder, strrchr(set.components[i].path, '/') + 1);

        problem = copy_file(set.components[i].path, to);
        free(to);
    }
    char *rump = set.headers ? text("%s/rump", set.headers) : NULL;

    if (rump)
        file_list(rump, &headers);
    for (uint32_t i = 0; i < headers.count && !problem; i++) {
        char *from = text("%s/%s", rump, headers.item[i]), *to = text("%s/" HEADERS "%s", folder, headers.item[i]);

        problem = copy_file(from, to);
        free(from);
        free(to);
    }
    strings_free(&headers);
    free(rump);
    netbsd_set_close(&set);
    return problem;
}

/* Brings what we use of a folder or a release set into `part`. Returns what is wrong with it, or NULL. */
static char *stage(const char *path, const char *part)
{
    struct stat status;
    char *inner, *problem;

    if (mkdir(part, 0755) && errno != EEXIST)
        return text("%s: %s; set EVM_CACHE to a folder that can be written", part, strerror(errno));
    if (stat(path, &status))
        return text("%s: %s; expected a folder or a release set like comp.tar.xz", path, strerror(errno));
    if (S_ISDIR(status.st_mode))
        return copy_set(path, part);
    inner = unpack_set(path, part);
    problem = inner ? text("%s: %s", path, inner) : NULL;
    free(inner);
    return problem;
}

/* Gives a folder in the cache its name by what is in it; NULL: errno. */
static char *name_folder(const char *part)
{
    struct hash hash;
    char key[HASH_TEXT];

    hash_begin(&hash);
    bool good = hash_tree(&hash, part);

    hash_end(&hash, key);
    char *relative = text(NETBSD_CACHE "/%s", key), *folder = path_cache(relative);

    free(relative);
    if (good && folder && (!rename(part, folder) || errno == ENOTEMPTY || errno == EEXIST)) /* it may be there */
        return folder;
    free(folder);
    return NULL;
}

/* Users know the path that they gave, not where its contents are for now. */
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
    char *relative = text(NETBSD_CACHE "/part-%d", (int)getpid()), *part = path_cache(relative), *folder = NULL;

    free(relative);
    if (!part) {
        *problem = text("%s: there is no cache to import it to", path);
        return NULL;
    }
    *problem = stage(path, part);
    if (!*problem && netbsd_set_open(part, set, problem)) {
        netbsd_set_close(set);
        folder = name_folder(part);
        if (!folder)
            *problem = text("%s: cannot be kept in the cache: %s", path, strerror(errno));
        else
            netbsd_set_open(folder, set, problem);
    }
    if (*problem)
        tell_path(problem, part, path);
    file_remove(part);
    free(part);
    if (!*problem)
        return folder;
    free(folder);
    return NULL;
}
