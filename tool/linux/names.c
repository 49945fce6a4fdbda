/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/files.h"
#include "base/hash.h"
#include "base/paths.h"
#include "base/program.h"
#include "build.h"
#include "job.h"

void linux_features(struct strings *features)
{
    char *folder = path_source(LINUX_FEATURES);
    struct strings files = {0};

    file_list(folder, &files);
    for (uint32_t i = 0; i < files.count; i++) {
        char *dot = strrchr(files.item[i], '.');

        if (!dot || strcmp(dot, LINUX_SUFFIX))
            continue;
        *dot = 0;
        if (strcmp(files.item[i], LINUX_BASE))
            strings_add(features, files.item[i]);
    }
    strings_free(&files);
    free(folder);
}

static int compare_strings(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

void job_name_features(struct job *job, const struct strings *features)
{
    struct buffer name = {0};
    struct strings sorted = {0};

    for (uint32_t i = 0; i < features->count; i++)
        strings_add(&sorted, features->item[i]);
    if (sorted.count)
        qsort(sorted.item, sorted.count, sizeof(char *), compare_strings);
    strings_add(&job->features, LINUX_BASE);
    for (uint32_t i = 0; i < sorted.count; i++)
        if (!strings_have(&job->features, sorted.item[i])) {
            strings_add(&job->features, sorted.item[i]);
            buffer_format(&name, "%s%s", name.size ? ", " : "", sorted.item[i]);
        }
    job->name = name.size ? text("%.*s", (int)name.size, name.data) : text(LINUX_BASE);
    buffer_free(&name);
    strings_free(&sorted);
}

/* Hashes size and time of the distribution's archive, which tell versions apart without reading
 * it. */
static bool hash_archive(struct hash *hash)
{
    struct stat status;
    char version[64];

    if (stat(LINUX_ARCHIVE, &status))
        return false;
    snprintf(version, sizeof(version), "%jd %jd", (intmax_t)status.st_size,
             (intmax_t)status.st_mtime);
    hash_string(hash, version);
    return true;
}

static bool hash_source_tree(struct hash *hash, const char *relative)
{
    char *path = path_source(relative);
    bool good = hash_tree(hash, path);

    free(path);
    return good;
}

static void hash_line(const char *line, void *hash)
{
    hash_string(hash, line);
}

/* Hashes the versions that compiler and linker report. */
static bool hash_compiler(struct hash *hash)
{
    char *const compiler[] = {"gcc", "--version", NULL}, *const linker[] = {"ld", "--version",
                                                                            NULL};

    return run_program(compiler, hash_line, hash) >= 0 && run_program(linker, hash_line, hash) >= 0;
}

static bool hash_headers(struct hash *hash)
{
    struct strings headers = {0};
    bool good = linux_headers(&headers);

    for (uint32_t i = 0; i < headers.count && good; i++) {
        hash_string(hash, headers.item[i]);
        good = hash_source_tree(hash, headers.item[i]);
    }
    strings_free(&headers);
    return good;
}

/* Hashes all inputs of a kernel, beside the distribution's source. */
static bool hash_inputs(const struct job *job, struct hash *hash)
{
    hash_string(hash, LINUX_DEBUG);
    bool good = hash_source_tree(hash, LINUX_OVERLAY) && hash_headers(hash) && hash_compiler(hash);

    for (uint32_t i = 0; i < job->features.count && good; i++) {
        char *fragment = text(LINUX_FEATURES "/%s" LINUX_SUFFIX, job->features.item[i]);

        good = hash_source_tree(hash, fragment);
        free(fragment);
    }
    return good;
}

/* Returns the path of "linux/KIND-KEY", or with a second key behind it, in the cache. */
static char *cache_name(const char *kind, const char *key, const char *second)
{
    char *relative = text("linux/%s-%s%s%s", kind, key, second ? "-" : "", second ? second : "");
    char *path = path_cache(relative);

    free(relative);
    return path;
}

static void job_free_paths(struct job *job)
{
    free(job->source);
    free(job->build);
    free(job->kernel);
    free(job->debug);
    free(job->place);
}

bool job_name_paths(struct job *job)
{
    struct hash source, kernel, set;
    char source_key[HASH_TEXT], kernel_key[HASH_TEXT], set_key[HASH_TEXT];

    hash_begin(&source);
    if (!hash_archive(&source)) {
        host_error("%s: %s; install the package " LINUX_PACKAGE, LINUX_ARCHIVE, strerror(errno));
        return false;
    }
    kernel = source;
    hash_begin(&set);
    hash_string(&set, LINUX_DEBUG); /* objects are made again when options change */
    for (uint32_t i = 0; i < job->features.count; i++)
        hash_string(&set, job->features.item[i]);
    if (!hash_inputs(job, &kernel)) {
        host_error("the Linux layer of eVM, or the compiler, cannot be read: %s; install gcc, or "
                   "set EVM_SOURCE to eVM's source folder",
                   strerror(errno));
        return false;
    }
    job_free_paths(job);
    hash_end(&source, source_key);
    hash_end(&kernel, kernel_key);
    hash_end(&set, set_key);
    job->source = cache_name("source", source_key, NULL);
    job->build = cache_name("made", source_key, set_key);
    job->kernel = cache_name("kernel", kernel_key, NULL);
    job->debug = cache_name("debug", kernel_key, NULL);
    job->place = path_cache("linux/making");
    return job->source && job->build && job->kernel && job->debug && job->place;
}

void job_free(struct job *job)
{
    strings_free(&job->features);
    job_free_paths(job);
    buffer_free(&job->fragment);
    free(job->name);
    free(job->log);
}
