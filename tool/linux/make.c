/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cache.h"
#include "base/files.h"
#include "base/paths.h"
#include "job.h"

/* Checks that Kconfig has kept all options of the features: it silently drops an option whose
 * dependency is off. */
static bool check_config(struct job *job)
{
    char *path = text("%s/.config", job->place);
    struct buffer config = {0};
    bool good = file_read(path, &config);

    buffer_extend(&config, 1);
    buffer_extend(&job->fragment, 1);
    for (char *line, *rest = job->fragment.data; good && (line = strsep(&rest, "\n"));) {
        char *whole = text("\n%s\n", line);

        if (!strncmp(line, "CONFIG_", 7) && !strstr(config.data, whole)) {
            host_error("features [%s]: Linux does not accept %s; what does it depend on?",
                       job->name, line);
            good = false;
        }
        free(whole);
    }
    buffer_free(&config);
    free(path);
    return good;
}

static bool make(struct job *job, const char *fragment, char *target)
{
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    char *output = text("O=%s", job->place), *jobs = text("-j%ld", cpus > 0 ? cpus : 1);
    char *interface = text("COS_INTERFACE=%s/" LINUX_HEADERS, job->source);
    char *all = text("KCONFIG_ALLCONFIG=%s", fragment);
    char *of_c = text("KCFLAGS=" LINUX_DEBUG, job->source, job->place),
         *of_assembler = text("KAFLAGS=" LINUX_DEBUG, job->source, job->place);
    char *const argv[] = {"make",
                          "-C",
                          job->source,
                          jobs,
                          "ARCH=um",
                          "OS=COS",
                          output,
                          interface,
                          all,
                          of_c,
                          of_assembler,
                          "KBUILD_BUILD_USER=evm",
                          "KBUILD_BUILD_HOST=evm",
                          "KBUILD_BUILD_VERSION=1",
                          "KBUILD_BUILD_TIMESTAMP=@0",
                          target,
                          NULL};
    bool good = job_step(job, argv);

    free(of_assembler);
    free(of_c);
    free(output);
    free(jobs);
    free(interface);
    free(all);
    return good;
}

/* Puts a file that objcopy makes of the kernel into the cache; not by way of the build folder,
 * which is sealed. */
static bool keep_part(struct job *job, char *option, char *compress, const char *kept)
{
    char *built = text("%s/vmlinux", job->build), *part = text("%s.part", job->place);
    char *const copy[] = {"objcopy", option, compress, built, part, NULL};
    struct buffer bytes = {0};
    bool good = job_step(job, copy);

    if (good && !(good = file_read(part, &bytes) && cache_keep_file(kept, bytes.data, bytes.size)))
        host_error("%s: %s", kept, file_error());
    file_remove(part);
    buffer_free(&bytes);
    free(part);
    free(built);
    return good;
}

/* The kernel comes last, since it stands for both. */
static bool keep_kernel(struct job *job)
{
    return keep_part(job, "--only-keep-debug", "--compress-debug-sections", job->debug) &&
           keep_part(job, "--strip-debug", "--decompress-debug-sections", job->kernel);
}

bool job_make(struct job *job)
{
    char *fragment_path = text("%s/" LINUX_FRAGMENT, job->place);
    bool good = job_prepare_source(job);

    if (good && !(good = file_write(fragment_path, job->fragment.data, job->fragment.size, 0644)))
        host_error("%s: %s", fragment_path, strerror(errno));
    if (good)
        job_show(job, "compiling", false);
    good = good && make(job, fragment_path, "allnoconfig") && check_config(job) &&
           make(job, fragment_path, "vmlinux");
    /* keeps the folder even after a failed build, which may have compiled most */
    if (!rename(job->place, job->build)) {
        cache_seal(job->build, CACHE_CONTENTS, NULL);
    } else {
        host_error("%s: %s", job->build, strerror(errno));
        good = false;
    }
    good = good && keep_kernel(job);
    free(fragment_path);
    return good;
}
