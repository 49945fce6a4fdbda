/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * In the cache folder linux/: `kernel-KEY`, the kernels; `source-KEY/`, the distribution's source with our overlay in
 * it; `build-KEY-SET/`, what make leaves for a set of features, so that a change of the overlay compiles only what it
 * touches; a new one begins as a copy of another, as Kbuild compiles only what a changed configuration touches, too;
 * `lock`.
 */
#include "linux_build.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "linux_job.h"
#include "paths.h"
#include "shown.h"

void job_show(const struct job *job, const char *what, bool last)
{
    fprintf(stderr, "%sLinux kernel [%s]: %s%s", job->terminal ? "\r\033[K" : "", job->name, what,
            job->terminal && !last ? "" : "\n");
    fflush(stderr);
}

static void build_line(const char *line, void *argument)
{
    struct job *job = argument;
    char what[64];

    fprintf(job->log_file, "%s\n", line);
    if (job->verbose) {
        show_word(stderr, 0, line);
        fputc('\n', stderr);
    }
    if (strncmp(line, "  CC ", 5) && strncmp(line, "  AS ", 5))
        return;
    job->compiled++;
    snprintf(what, sizeof(what), "%u files compiled, %ld s", job->compiled, (long)(time(NULL) - job->start));
    if (job->terminal && !job->verbose)
        job_show(job, what, false);
}

bool job_step(struct job *job, char *const argv[])
{
    int status = run_program(argv, build_line, job);

    if (status < 0)
        host_error("%s: %s; install it", argv[0], strerror(errno));
    return !status;
}

/* Only one build at a time works in the cache, of however many tools. -1 after an error. */
static int lock(const struct job *job)
{
    char *path = path_cache("linux/lock");
    int fd = path ? open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0644) : -1;
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

static bool build_locked(struct job *job)
{
    bool good;

    /* While we waited, another tool may have built it, and somebody may have changed the overlay. */
    if (!job_name_paths(job))
        return false;
    if (!access(job->kernel, R_OK))
        return true;
    job->log = text("%s.log", job->build);
    job->log_file = fopen(job->log, "w");
    if (!job->log_file) {
        host_error("%s: %s", job->log, strerror(errno));
        return false;
    }
    setvbuf(job->log_file, NULL, _IOLBF, 0); /* whoever watches it sees where the build is */
    job->start = time(NULL);
    good = job_unpack(job) && job_seed(job) && job_make(job);
    fclose(job->log_file);
    job_show(job, good ? "ready" : "failed", true);
    if (!good)
        host_error("the Linux kernel [%s] was not built; the end of %s tells why", job->name, job->log);
    return good;
}

char *linux_build(const struct strings *features, bool verbose)
{
    struct job job = {.verbose = verbose, .terminal = isatty(STDERR_FILENO)};
    char *kernel = NULL;

    job_name_features(&job, features);
    if (job_name_paths(&job)) {
        bool good = !access(job.kernel, R_OK);
        int fd = good ? -1 : lock(&job);

        if (fd >= 0) {
            good = build_locked(&job);
            close(fd);
        }
        kernel = good ? text("%s", job.kernel) : NULL;
    }
    job_free(&job);
    return kernel;
}
