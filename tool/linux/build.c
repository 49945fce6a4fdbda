/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The cache folder linux/ has the kernels, `kernel-KEY`; their debug information, `debug-KEY`; the
 * distribution's source with our overlay in it, `source-KEY/`; the build folder of each set of
 * features, `made-KEY-SET/`; and `lock`. A build folder is kept so that a change of the overlay
 * compiles only the files that it affects. A new one begins as a copy of the closest one, since
 * Kbuild compiles only what a changed configuration affects, too. It also compiles what another
 * command would compile, and commands name the folder: so each build takes place in `making/`,
 * which gets the name of its set afterwards. The tool compares a kernel, or its debug information,
 * with its hash at each use, and source and objects with their seals before it makes a kernel.
 */
#include "build.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cache.h"
#include "base/files.h"
#include "base/paths.h"
#include "job.h"

#define PATH_MARKS "/ . _ - + @ ~ , ="
#define PATH_BYTES "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+@~,="

/* Waits for the lock, so that only one tool at a time builds in the cache. If the tool is killed,
 * its make keeps the lock until it ends. Returns the descriptor, or -1 after an error. */
static int lock(const struct job *job)
{
    char *path = path_cache("linux/lock");
    int fd = path ? open(path, O_CREAT | O_RDWR | O_NOFOLLOW, 0644) : -1; /* make inherits it */
    bool locked = fd >= 0 && !flock(fd, LOCK_EX | LOCK_NB);

    if (fd >= 0 && !locked && errno == EWOULDBLOCK) {
        job_show(job, "waiting for another build", false);
        locked = !flock(fd, LOCK_EX);
    }
    if (path && !locked)
        host_error("%s: %s", path, strerror(errno));
    if (fd >= 0 && !locked)
        close(fd);
    free(path);
    return locked ? fd : -1;
}

/* Makes a new file: never writes to an old one, or through a link. */
static FILE *open_log(const char *path)
{
    file_remove(path);
    int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);

    return fd < 0 ? NULL : fdopen(fd, "w");
}

static bool build_locked(struct job *job)
{
    bool good;

    /* Meanwhile another tool may have built the kernel, and the overlay may have changed. */
    if (!job_name_paths(job))
        return false;
    if (cache_good_file(job->kernel))
        return true;
    if (!access(job->kernel, F_OK))
        host_error("%s in the cache is not as it was left: it is built again", job->kernel);
    umask(umask(S_IWGRP | S_IWOTH) | S_IWGRP | S_IWOTH);
    job->log = text("%s.log", job->build);
    job->log_file = open_log(job->log);
    if (!job->log_file) {
        host_error("%s: %s", job->log, strerror(errno));
        return false;
    }
    setvbuf(job->log_file, NULL, _IOLBF, 0); /* so that a reader sees the progress */
    job->start = time(NULL);
    good = job_fragment(job) && job_unpack(job) && job_seed(job) && job_make(job);
    fclose(job->log_file);
    job_show(job, good ? "ready" : "failed", true);
    if (!good) {
        char *full = cache_full(job->log);

        host_error("the Linux kernel [%s] was not built; the end of %s tells why%s", job->name,
                   job->log, full);
        free(full);
    }
    return good;
}

/* Returns false if a path has characters with a meaning for make or the shell. */
static bool path_fits(const struct job *job)
{
    if (!job->kernel[strspn(job->kernel, PATH_BYTES)])
        return true;
    host_error("Linux cannot be built in %s: its Makefiles take no path with '%c' in it; set "
               "EVM_CACHE to a folder named by letters, digits and " PATH_MARKS,
               job->kernel, job->kernel[strspn(job->kernel, PATH_BYTES)]);
    return false;
}

char *linux_build(const struct strings *features, bool verbose)
{
    struct job job = {.verbose = verbose, .terminal = isatty(STDERR_FILENO)};
    char *kernel = NULL;

    job_name_features(&job, features);
    if (job_name_paths(&job)) {
        bool good = cache_good_file(job.kernel);
        int fd = good || !path_fits(&job) ? -1 : lock(&job);

        if (fd >= 0) {
            good = build_locked(&job);
            close(fd);
        }
        kernel = good ? text("%s", job.kernel) : NULL;
    }
    job_free(&job);
    return kernel;
}

bool linux_is_built(const struct strings *features)
{
    struct job job = {0};

    job_name_features(&job, features);
    bool built = job_name_paths(&job) && !access(job.kernel, R_OK);

    job_free(&job);
    return built;
}

/* Returns a copy of *path, one of the paths that the job has for these features. NULL: an error. */
static char *path_of(const struct strings *features, char *const *path, struct job *job)
{
    job_name_features(job, features);
    return job_name_paths(job) ? text("%s", *path) : NULL;
}

char *linux_debug(const struct strings *features)
{
    struct job job = {0};
    char *debug = path_of(features, &job.debug, &job);

    if (debug && !cache_good_file(debug)) {
        free(debug);
        debug = NULL;
    }
    job_free(&job);
    return debug;
}

char *linux_source(const struct strings *features)
{
    struct job job = {0};
    char *source = path_of(features, &job.source, &job);

    job_free(&job);
    return source;
}
