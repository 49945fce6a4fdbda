/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs the programs of a build and shows their progress. */
#include <errno.h>
#include <string.h>

#include "base/program.h"
#include "base/shown.h"
#include "job.h"

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
    snprintf(what, sizeof(what), "%u files compiled, %ld s", job->compiled,
             (long)(time(NULL) - job->start));
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
