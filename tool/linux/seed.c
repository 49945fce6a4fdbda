/* SPDX-License-Identifier: BSD-2-Clause */
/* What a build begins with. */
#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cache.h"
#include "base/files.h"
#include "base/paths.h"
#include "job.h"

bool job_fragment(struct job *job)
{
    struct buffer *fragment = &job->fragment;
    bool good = true;

    for (uint32_t i = 0; i < job->features.count && good; i++) {
        char *relative = text(LINUX_FEATURES "/%s" LINUX_SUFFIX, job->features.item[i]),
             *file = path_source(relative);

        good = file_read(file, fragment);
        buffer_string(fragment, "\n");
        if (!good)
            host_error("%s: %s", file, strerror(errno));
        free(file);
        free(relative);
    }
    return good;
}

/* Counts the options of one fragment that another one has not. */
static unsigned missing(const struct buffer *fragment, const struct buffer *other)
{
    const char *line = fragment->data, *end = line + fragment->size;
    unsigned count = 0;

    for (const char *next; line < end; line = next) {
        next = memchr(line, '\n', (size_t)(end - line));
        next = next ? next + 1 : end;
        if (!strncmp(line, "CONFIG_", 7))
            count += !memmem(other->data, other->size, line, (size_t)(next - line));
    }
    return count;
}

/* Returns how many options differ in the fragment that made a build folder. */
static unsigned distance(const struct buffer *fragment, const char *other_path)
{
    struct buffer other = {0};
    unsigned count = file_read(other_path, &other)
                         ? missing(fragment, &other) + missing(&other, fragment)
                         : UINT_MAX;

    buffer_free(&other);
    return count;
}

/* Returns the build folder of the same source whose features are closest and whose seal, which an
 * interrupted build has not, is intact; or NULL. The caller frees it. */
static char *closest_build(const struct job *job)
{
    char *pattern = text("%.*s-*/" LINUX_FRAGMENT, (int)(strrchr(job->build, '-') - job->build),
                         job->build),
         *closest = NULL;
    unsigned least = UINT_MAX;
    glob_t found;

    if (!glob(pattern, 0, NULL, &found)) {
        for (size_t i = 0; i < found.gl_pathc; i++) {
            const char *path = found.gl_pathv[i];
            char *folder = text("%.*s", (int)(strrchr(path, '/') - path), path);
            unsigned far = distance(&job->fragment, path);
            bool better = far < least && cache_sealed(folder, CACHE_CONTENTS, NULL);

            least = better ? far : least;
            free(better ? closest : folder);
            closest = better ? folder : closest;
        }
        globfree(&found);
    }
    free(pattern);
    return closest;
}

/* Begins with a copy of another build folder, or with an empty one. */
static bool seed(struct job *job)
{
    char *other = closest_build(job);
    char *const copy[] = {"cp", "-a", other, job->place, NULL};
    bool good = other ? job_step(job, copy) : !mkdir(job->place, 0755);

    free(other);
    return good;
}

bool job_seed(struct job *job)
{
    bool kept = cache_sealed(job->build, CACHE_CONTENTS, NULL);

    file_remove(job->place); /* of an interrupted build, which may leave half of a file */
    cache_unseal(job->build);
    if (!kept)
        file_remove(job->build);
    bool good = kept ? !rename(job->build, job->place) : seed(job);

    if (!good)
        host_error("%s: %s", job->place, strerror(errno));
    return good;
}
