/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cache.h"
#include "base/files.h"
#include "base/paths.h"
#include "job.h"

/* Joins the fragments of all features into one. */
static bool write_fragment(const struct job *job, const char *path, struct buffer *fragment)
{
    bool good = true;

    for (uint32_t i = 0; i < job->features.count && good; i++) {
        char *relative = text(LINUX_FEATURES "/%s" LINUX_SUFFIX, job->features.item[i]),
             *file = path_source(relative);

        good = file_read(file, fragment);
        buffer_string(fragment, "\n");
        free(file);
        free(relative);
    }
    return good && file_write(path, fragment->data, fragment->size, 0644);
}

/* Checks that Kconfig has kept all options of the features: it silently drops an option whose
 * dependency is off. */
static bool check_config(const struct job *job, struct buffer *fragment)
{
    char *path = text("%s/.config", job->build);
    struct buffer config = {0};
    bool good = file_read(path, &config);

    buffer_extend(&config, 1);
    buffer_extend(fragment, 1);
    for (char *line, *rest = fragment->data; good && (line = strsep(&rest, "\n"));) {
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

/* Returns the latest build folder of the same source with an intact seal, which an interrupted
 * build has not; or NULL. The caller frees it. */
static char *latest_build(const struct job *job)
{
    char *pattern = text("%.*s-*/.config", (int)(strrchr(job->build, '-') - job->build),
                         job->build),
         *latest = NULL;
    time_t time = 0;
    glob_t found;

    if (!glob(pattern, 0, NULL, &found)) {
        for (size_t i = 0; i < found.gl_pathc; i++) {
            const char *config = found.gl_pathv[i];
            char *folder = text("%.*s", (int)(strrchr(config, '/') - config), config);
            struct stat status;
            bool better = !stat(config, &status) && status.st_mtime >= time &&
                          cache_sealed(folder, CACHE_CONTENTS, NULL);

            time = better ? status.st_mtime : time;
            free(better ? latest : folder);
            latest = better ? folder : latest;
        }
        globfree(&found);
    }
    free(pattern);
    return latest;
}

/* Makes a new build folder, a copy of another one, or empty. */
static bool seed(struct job *job)
{
    char *part = text("%s.part", job->build);

    file_remove(part);
    file_remove(job->build);
    char *other = latest_build(job);
    char *const copy[] = {"cp", "-a", other, part, NULL};
    bool good = (other ? job_step(job, copy) : !mkdir(part, 0755)) && !rename(part, job->build);

    if (!good)
        host_error("%s: %s", job->build, strerror(errno));
    file_remove(part);
    free(other);
    free(part);
    return good;
}

bool job_seed(struct job *job)
{
    bool good = cache_sealed(job->build, CACHE_CONTENTS, NULL) || seed(job);

    /* unsealed until the build is complete: an interrupted one may leave half of a file */
    cache_unseal(job->build);
    return good;
}

static bool make(struct job *job, const char *fragment, char *target)
{
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    char *output = text("O=%s", job->build), *jobs = text("-j%ld", cpus > 0 ? cpus : 1);
    char *interface = text("COS_INTERFACE=%s/" LINUX_HEADERS, job->source);
    char *all = text("KCONFIG_ALLCONFIG=%s", fragment);
    char *of_c = text("KCFLAGS=" LINUX_DEBUG, job->source, job->build),
         *of_assembler = text("KAFLAGS=" LINUX_DEBUG, job->source, job->build);
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
    char *built = text("%s/vmlinux", job->build), *part = text("%s.part", kept);
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
    char *fragment_path = text("%s/evm-features" LINUX_SUFFIX, job->build);
    struct buffer fragment = {0};
    bool good = job_prepare_source(job);

    if (good && !(good = write_fragment(job, fragment_path, &fragment)))
        host_error("%s: %s", fragment_path, strerror(errno));
    if (good)
        job_show(job, "compiling", false);
    good = good && make(job, fragment_path, "allnoconfig") && check_config(job, &fragment) &&
           make(job, fragment_path, "vmlinux");
    /* seals the folder even after a failed build; without a seal it is made again */
    cache_seal(job->build, CACHE_CONTENTS, NULL);
    good = good && keep_kernel(job);
    buffer_free(&fragment);
    free(fragment_path);
    return good;
}
