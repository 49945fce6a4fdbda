/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cache.h"
#include "base/files.h"
#include "base/paths.h"
#include "job.h"

#define OVERLAY_LIST ".evm-overlay" /* in the source tree: the files that we have copied there */

static char *list_path(const struct job *job)
{
    return text("%s/" OVERLAY_LIST, job->source);
}

/* Lists our own files in the source tree, which each build compares with the originals and
 * replaces. */
static void read_overlay(const struct job *job, struct strings *files)
{
    char *path = list_path(job);
    struct buffer list = {0};

    strings_add(files, OVERLAY_LIST);
    if (file_read(path, &list)) {
        buffer_extend(&list, 1);
        for (char *line, *rest = list.data; (line = strsep(&rest, "\n"));)
            if (*line)
                strings_add(files, line);
    }
    buffer_free(&list);
    free(path);
}

/* Unpacks the archive without code of other architectures and documents, a large part of it;
 * Kconfig files of these are needed. */
static bool unpack(struct job *job)
{
    char *part = text("%s.part", job->source);
    char *const argv[] = {"tar",
                          "-xf",
                          LINUX_ARCHIVE,
                          "-C",
                          part,
                          "--no-same-owner",
                          "--no-same-permissions",
                          "--strip-components=1",
                          "--exclude=*/arch/[a-tv-wyz]*/*.[chS]",
                          "--exclude=*/arch/[a-tv-wyz]*/*.dts*",
                          "--exclude=*/Documentation/*/*",
                          "--exclude=*/tools/testing",
                          NULL};

    job_show(job, "unpacking the source", false);
    cache_unseal(job->source);
    file_remove(part);
    file_remove(job->source);
    bool good = !mkdir(part, 0755) && job_step(job, argv) && !rename(part, job->source) &&
                cache_seal(job->source, CACHE_TIMES, NULL);

    file_remove(part); /* if it still exists, it may have filled the disk */
    free(part);
    return good;
}

bool job_unpack(struct job *job)
{
    struct strings overlay = {0};

    read_overlay(job, &overlay);
    bool good = cache_sealed(job->source, CACHE_TIMES, &overlay) || unpack(job);

    strings_free(&overlay);
    return good;
}

/* Copies our file into the source tree, unless the same one is there; adds it to `list`. */
static bool lay_over(const struct job *job, const char *file, const char *relative,
                     struct strings *list)
{
    char *from = path_source(file), *to = text("%s/%s", job->source, relative);
    bool good = file_copy_changed(from, to);

    strings_add(list, relative);
    free(from);
    free(to);
    return good;
}

static bool lay_overlay(const struct job *job, struct strings *list)
{
    char *overlay = path_source(LINUX_OVERLAY);
    struct strings files = {0};
    bool good = file_list(overlay, &files);

    for (uint32_t i = 0; i < files.count && good; i++) {
        char *file = text(LINUX_OVERLAY "/%s", files.item[i]);

        good = lay_over(job, file, files.item[i], list);
        free(file);
    }
    strings_free(&files);
    free(overlay);
    return good;
}

/* Copies our headers from all their folders into one. */
static bool lay_headers(const struct job *job, struct strings *list)
{
    struct strings headers = {0};
    bool good = linux_headers(&headers);

    for (uint32_t i = 0; i < headers.count && good; i++) {
        char *relative = text(LINUX_HEADERS "/%s", linux_place(headers.item[i]));

        good = lay_over(job, headers.item[i], relative, list);
        free(relative);
    }
    strings_free(&headers);
    return good;
}

/* Removes files of an earlier overlay that this one lacks. */
static void remove_stale(const struct job *job, const struct strings *now)
{
    struct strings before = {0};

    read_overlay(job, &before);
    for (uint32_t i = 0; i < before.count; i++)
        if (!strings_have(now, before.item[i])) {
            char *path = text("%s/%s", job->source, before.item[i]);

            unlink(path);
            free(path);
        }
    strings_free(&before);
}

bool job_prepare_source(struct job *job)
{
    char *path = list_path(job);
    struct strings files = {0};
    struct buffer list = {0};
    bool good = lay_overlay(job, &files) && lay_headers(job, &files);

    if (good)
        remove_stale(job, &files);
    for (uint32_t i = 0; i < files.count; i++)
        buffer_format(&list, "%s\n", files.item[i]);
    good = good && file_write(path, list.data, list.size, 0644);
    if (!good)
        host_error("cannot put the overlay into %s: %s", job->source, strerror(errno));
    buffer_free(&list);
    strings_free(&files);
    free(path);
    return good;
}
