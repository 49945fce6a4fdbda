/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * In the cache folder linux/: `kernel-KEY`, the kernels; `source-KEY/`, the distribution's source with our overlay in it;
 * `build-KEY/`, what make leaves: one folder for all sets of features, as Kbuild compiles only what a changed configuration,
 * or overlay, touches; `lock`.
 */
#include "linux_build.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "files.h"
#include "hash.h"
#include "paths.h"

#define ARCHIVE      "/usr/src/linux-source-6.1.tar.xz"
#define PACKAGE      "linux-source-6.1"
#define OVERLAY      "guests/linux/overlay"
#define FEATURES     "guests/linux/features"
#define SUFFIX       ".config"
#define BASE         "base"          /* the feature that every kernel has */
#define INTERFACE    "interface"     /* our headers, copied into the source tree, too */
#define OVERLAY_LIST ".evm-overlay"  /* in the source tree: the files that we have copied there */

struct job {
    struct strings features;          /* sorted, each once, base first */
    char *name;                       /* of them, for people */
    char *source, *build, *kernel;    /* paths in the cache */
    char *log;
    FILE *log_file;
    unsigned compiled;
    bool verbose, terminal;
    time_t start;
};

void linux_features(struct strings *features)
{
    char *folder = path_source(FEATURES);
    struct strings files = {0};

    file_list(folder, &files);
    for (uint32_t i = 0; i < files.count; i++) {
        char *dot = strrchr(files.item[i], '.');

        if (!dot || strcmp(dot, SUFFIX))
            continue;
        *dot = 0;
        if (strcmp(files.item[i], BASE))
            strings_add(features, files.item[i]);
    }
    strings_free(&files);
    free(folder);
}

/* ---- Names in the cache ------------------------------------------------------------------------------------------- */

static int compare_strings(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static void name_features(struct job *job, const struct strings *features)
{
    struct buffer name = {0};
    struct strings sorted = {0};

    for (uint32_t i = 0; i < features->count; i++)
        strings_add(&sorted, features->item[i]);
    if (sorted.count)
        qsort(sorted.item, sorted.count, sizeof(char *), compare_strings);
    strings_add(&job->features, BASE);
    for (uint32_t i = 0; i < sorted.count; i++)
        if (!strings_have(&job->features, sorted.item[i])) {
            strings_add(&job->features, sorted.item[i]);
            buffer_format(&name, "%s%s", name.size ? ", " : "", sorted.item[i]);
        }
    job->name = name.size ? text("%.*s", (int)name.size, name.data) : text(BASE);
    buffer_free(&name);
    strings_free(&sorted);
}

/* The distribution's source is known by its package's archive: size and time tell versions apart without reading it. */
static bool hash_archive(struct hash *hash)
{
    struct stat status;
    char version[64];

    if (stat(ARCHIVE, &status))
        return false;
    snprintf(version, sizeof(version), "%jd %jd", (intmax_t)status.st_size, (intmax_t)status.st_mtime);
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

/* The compiler and the linker, by what they say of themselves. */
static bool hash_compiler(struct hash *hash)
{
    char *const compiler[] = {"gcc", "--version", NULL}, *const linker[] = {"ld", "--version", NULL};

    return run_program(compiler, hash_line, hash) >= 0 && run_program(linker, hash_line, hash) >= 0;
}

/* All that a kernel is made from, beside the distribution's source. */
static bool hash_inputs(const struct job *job, struct hash *hash)
{
    bool good = hash_source_tree(hash, OVERLAY) && hash_source_tree(hash, INTERFACE) && hash_compiler(hash);

    for (uint32_t i = 0; i < job->features.count && good; i++) {
        char *fragment = text(FEATURES "/%s" SUFFIX, job->features.item[i]);

        good = hash_source_tree(hash, fragment);
        free(fragment);
    }
    return good;
}

static char *cache_name(const char *kind, struct hash *hash)
{
    char key[HASH_TEXT];

    hash_end(hash, key);
    char *relative = text("linux/%s-%s", kind, key), *path = path_cache(relative);

    free(relative);
    return path;
}

/* Sets the paths; false after an error, which has been printed unless `quiet`. */
static bool name_paths(struct job *job, bool quiet)
{
    struct hash source, build, kernel;

    hash_begin(&source);
    if (!hash_archive(&source)) {
        if (!quiet)
            host_error("%s: %s; install the package " PACKAGE, ARCHIVE, strerror(errno));
        return false;
    }
    build = kernel = source;
    if (!hash_inputs(job, &kernel)) {
        if (!quiet)
            host_error("the Linux layer of eVM, or the compiler, cannot be read: %s; install gcc, or set EVM_SOURCE to eVM's "
                       "source folder", strerror(errno));
        return false;
    }
    job->source = cache_name("source", &source);
    job->build = cache_name("build", &build);
    job->kernel = cache_name("kernel", &kernel);
    return job->source && job->build && job->kernel;
}

static void job_free(struct job *job)
{
    strings_free(&job->features);
    free(job->name);
    free(job->source);
    free(job->build);
    free(job->kernel);
    free(job->log);
}

/* ---- Progress ----------------------------------------------------------------------------------------------------- */

/* On a terminal each line replaces the one before, but for the last. */
static void show(const struct job *job, const char *what, bool last)
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
    if (job->verbose)
        fprintf(stderr, "%s\n", line);
    if (strncmp(line, "  CC ", 5) && strncmp(line, "  AS ", 5))
        return;
    job->compiled++;
    snprintf(what, sizeof(what), "%u files compiled, %ld s", job->compiled, (long)(time(NULL) - job->start));
    if (job->terminal && !job->verbose)
        show(job, what, false);
}

/* Runs a program of the build; false after an error. */
static bool step(struct job *job, char *const argv[])
{
    int status = run_program(argv, build_line, job);

    if (status < 0)
        host_error("%s: %s; install it", argv[0], strerror(errno));
    return !status;
}

/* ---- Source tree -------------------------------------------------------------------------------------------------- */

/* Other machines' code and documents are much of the archive, and of no use here; their Kconfig files are read. */
static bool unpack(struct job *job)
{
    char *part = text("%s.part", job->source);
    char *const argv[] = {"tar", "-xf", ARCHIVE, "-C", part, "--strip-components=1", "--exclude=*/arch/[a-tv-wyz]*/*.[chS]",
                          "--exclude=*/arch/[a-tv-wyz]*/*.dts*", "--exclude=*/Documentation/*/*",
                          "--exclude=*/tools/testing", NULL};
    bool good = true;

    if (access(job->source, F_OK)) {
        show(job, "unpacking the source", false);
        file_remove(part);
        good = !mkdir(part, 0755) && step(job, argv) && !rename(part, job->source);
    }
    free(part);
    return good;
}

/* Copies one of our folders into the source tree; notes the files in `list`. */
static bool lay_over(const struct job *job, const char *folder, const char *below, struct strings *list)
{
    char *from = path_source(folder);
    struct strings files = {0};
    bool good = file_list(from, &files);

    for (uint32_t i = 0; i < files.count && good; i++) {
        char *file = text("%s/%s", from, files.item[i]), *relative = text("%s%s", below, files.item[i]);
        char *to = text("%s/%s", job->source, relative);

        good = file_copy_changed(file, to);
        strings_add(list, relative);
        free(file);
        free(relative);
        free(to);
    }
    strings_free(&files);
    free(from);
    return good;
}

/* Removes what an earlier overlay had and this one has not. */
static void remove_stale(const struct job *job, const char *list_path, const struct strings *now)
{
    struct buffer before = {0};

    if (file_read(list_path, &before)) {
        buffer_extend(&before, 1);
        for (char *line, *rest = before.data; (line = strsep(&rest, "\n"));)
            if (*line && !strings_have(now, line)) {
                char *path = text("%s/%s", job->source, line);

                unlink(path);
                free(path);
            }
    }
    buffer_free(&before);
}

static bool prepare_source(struct job *job)
{
    char *list_path = text("%s/" OVERLAY_LIST, job->source);
    struct strings files = {0};
    struct buffer list = {0};
    bool good = lay_over(job, OVERLAY, "", &files) && lay_over(job, INTERFACE, "evm-interface/", &files);

    if (good)
        remove_stale(job, list_path, &files);
    for (uint32_t i = 0; i < files.count; i++)
        buffer_format(&list, "%s\n", files.item[i]);
    good = good && file_write(list_path, list.data, list.size, 0644);
    if (!good)
        host_error("cannot put the overlay into %s: %s", job->source, strerror(errno));
    buffer_free(&list);
    strings_free(&files);
    free(list_path);
    return good;
}

/* ---- Configuration and make --------------------------------------------------------------------------------------- */

/* Joins the fragments of all features into one. */
static bool write_fragment(const struct job *job, const char *path, struct buffer *fragment)
{
    bool good = true;

    for (uint32_t i = 0; i < job->features.count && good; i++) {
        char *relative = text(FEATURES "/%s" SUFFIX, job->features.item[i]), *file = path_source(relative);

        good = file_read(file, fragment);
        buffer_string(fragment, "\n");
        free(file);
        free(relative);
    }
    return good && file_write(path, fragment->data, fragment->size, 0644);
}

/* Kconfig drops quietly what depends on something that is off: a feature that asks for it would not be there. */
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
            host_error("features [%s]: Linux does not accept %s; what does it depend on?", job->name, line);
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
    char *output = text("O=%s", job->build), *jobs = text("-j%ld", cpus > 0 ? cpus : 1);
    char *interface = text("COS_INTERFACE=%s/evm-interface", job->source), *all = text("KCONFIG_ALLCONFIG=%s", fragment);
    char *const argv[] = {"make", "-C", job->source, jobs, "ARCH=um", "OS=COS", output, interface, all,
                          "KBUILD_BUILD_USER=evm", "KBUILD_BUILD_HOST=evm", "KBUILD_BUILD_VERSION=1",
                          "KBUILD_BUILD_TIMESTAMP=@0", target, NULL};
    bool good = step(job, argv);

    free(output);
    free(jobs);
    free(interface);
    free(all);
    return good;
}

static bool keep_kernel(const struct job *job)
{
    char *built = text("%s/vmlinux", job->build);
    struct buffer kernel = {0};
    bool good = file_read(built, &kernel) && file_write(job->kernel, kernel.data, kernel.size, 0644);

    if (!good)
        host_error("%s: %s", job->kernel, strerror(errno));
    buffer_free(&kernel);
    free(built);
    return good;
}

static bool build_kernel(struct job *job)
{
    char *fragment_path = text("%s/evm-features" SUFFIX, job->build);
    struct buffer fragment = {0};
    bool good = prepare_source(job);

    if (good && !(good = write_fragment(job, fragment_path, &fragment)))
        host_error("%s: %s", fragment_path, strerror(errno));
    if (good)
        show(job, "compiling", false);
    good = good && make(job, fragment_path, "allnoconfig") && check_config(job, &fragment) &&
           make(job, fragment_path, "vmlinux") && keep_kernel(job);
    buffer_free(&fragment);
    free(fragment_path);
    return good;
}

/* ---- One kernel --------------------------------------------------------------------------------------------------- */

/* Only one build at a time works in the cache, of however many tools. -1 after an error. */
static int lock(const struct job *job)
{
    char *path = path_cache("linux/lock");
    int fd = path ? open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0644) : -1;
    bool locked = fd >= 0 && !flock(fd, LOCK_EX | LOCK_NB);

    if (fd >= 0 && !locked && errno == EWOULDBLOCK) {
        show(job, "waiting for another build", false);
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

    if (!access(job->kernel, R_OK)) /* another tool has built it while we waited */
        return true;
    if (mkdir(job->build, 0755) && errno != EEXIST) {
        host_error("%s: %s", job->build, strerror(errno));
        return false;
    }
    job->log = text("%s/evm.log", job->build);
    job->log_file = fopen(job->log, "w");
    if (!job->log_file) {
        host_error("%s: %s", job->log, strerror(errno));
        return false;
    }
    setvbuf(job->log_file, NULL, _IOLBF, 0); /* whoever watches it sees where the build is */
    job->start = time(NULL);
    good = unpack(job) && build_kernel(job);
    fclose(job->log_file);
    show(job, good ? "ready" : "failed", true);
    if (!good)
        host_error("the Linux kernel [%s] was not built; the end of %s tells why", job->name, job->log);
    return good;
}

char *linux_build(const struct strings *features, bool verbose)
{
    struct job job = {.verbose = verbose, .terminal = isatty(STDERR_FILENO)};
    char *kernel = NULL;

    name_features(&job, features);
    if (name_paths(&job, false)) {
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

char *linux_cached(const struct strings *features)
{
    struct job job = {0};
    char *kernel = NULL;

    name_features(&job, features);
    if (name_paths(&job, true) && !access(job.kernel, R_OK))
        kernel = text("%s", job.kernel);
    job_free(&job);
    return kernel;
}
