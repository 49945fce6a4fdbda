/* SPDX-License-Identifier: BSD-2-Clause */
/* The cache: the tool makes changed files again, and uses no file that another user could have put
 * there. Stand-ins for tar, make and objcopy build the guest kernels, quickly; tar and make leave a
 * trace of each call. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cache.h"
#include "base/files.h"
#include "base/paths.h"
#include "base/temporary.h"
#include "linux/build.h"
#include "linux/job.h"

#define TAR                                                                                       \
    "#!/bin/sh\necho tar >>$TRACE\nmkdir -p \"$4/arch\"\necho all: >\"$4/Makefile\"\necho sound " \
    ">\"$4/arch/code.c\"\n"
#define MAKE                                                                                   \
    "#!/bin/sh\nfor word; do case $word in O=*) out=${word#O=};; esac; done\necho make $word " \
    ">>$TRACE\n"                                                                               \
    "ls -l /proc/self/fd | grep -q linux/lock || echo unlocked >>$TRACE\n"                     \
    "[ -f $out/object.o ] || echo new >>$TRACE\necho object >$out/object.o\n"                  \
    "cd $out\n(echo && cat evm-features.config) >.config\n"                                    \
    "[ $word = vmlinux ] && echo kernel >vmlinux && cat evm-features.config >>history\ntrue\n"
#define OBJCOPY "#!/bin/sh\necho \"${1#--} of $(cat \"$3\")\" >\"$4\"\n"

static char folder[] = "/tmp/evm-cache-XXXXXX";
static const struct strings none;

static void put(const char *path, const char *contents, unsigned mode)
{
    assert_true(file_make_folders(path));
    assert_true(file_write(path, contents, strlen(contents), mode));
}

/* Returns the contents of a file, or of the first one that matches a pattern. */
static char *contents_of(const char *pattern)
{
    struct buffer contents = {0};
    glob_t found;

    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    assert_true(file_read(found.gl_pathv[0], &contents));
    buffer_extend(&contents, 1);
    globfree(&found);
    return contents.data;
}

static char *path_of(const char *pattern)
{
    glob_t found;

    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    char *path = text("%s", found.gl_pathv[0]);

    globfree(&found);
    return path;
}

/* Builds; checks that the programs run for it have left `trace`, one a line. Returns the tool's
 * messages. */
static char *build_saying(const char *trace)
{
    int error = dup(2);

    put("trace", "", 0644);
    fflush(stderr);
    assert_non_null(freopen("said", "w", stderr));
    char *kernel = linux_build(&none, false), *found;

    fflush(stderr);
    dup2(error, 2);
    close(error);
    assert_non_null(kernel);
    found = contents_of(kernel);
    assert_string_equal(found, "strip-debug of kernel\n");
    free(found);
    found = contents_of("trace");
    assert_string_equal(found, trace);
    free(found);
    free(kernel);
    return contents_of("said");
}

static void build(const char *trace)
{
    free(build_saying(trace));
}

#define MADE         "make allnoconfig\nmake vmlinux\n"
#define FROM_NOTHING "make allnoconfig\nnew\nmake vmlinux\n"

static void test_kernel(void **state)
{
    char *kernel;

    (void)state;
    build("tar\n" FROM_NOTHING);
    build("");
    kernel = path_of("cache/linux/kernel-????????????????????????");
    put(kernel, "kerned\n", 0644); /* one bit */
    build(MADE);
    assert_int_equal(truncate(kernel, 3), 0);
    build(MADE);
    char *sum = text("%s.sum", kernel);

    unlink(sum);
    build(MADE);
    unlink(kernel);
    build(MADE);
    free(sum);
    free(kernel);
}

/* Whatever has replaced a kernel, the tool builds it again, and says so once. */
static void test_damaged_kernel(void **state)
{
    static const struct {
        const char *before, *damage;
    } cases[] = {
        {"", "truncate -s 0 $K"},
        {"", "chmod o+w $K"},
        {"", "chmod g+w $K.sum"},
        {"", "ln -sf $PWD/trace $K"},
        {"rm $K", "mkfifo $K"},
        {"rm $K", "mkdir -p $K/x"},
        {"rm $K.sum", "mkdir -p $K.sum/x"},
        {"rm -r $PWD/cache/linux/made*.log",
         "mkdir $(ls -d $PWD/cache/linux/made*.sum | sed s/sum$/log/); echo >$K"},
    };
    char *kernel = path_of("cache/linux/kernel-????????????????????????");
    char *whole = realpath(kernel, NULL);
    char *expected = text("evm: %s in the cache is not as it was left: it is built again\n", whole);

    (void)state;
    free(whole);
    setenv("K", kernel, 1);
    for (unsigned i = 0; i < COUNT(cases); i++) {
        assert_int_equal(system(*cases[i].before ? cases[i].before : "true"), 0);
        assert_int_equal(system(cases[i].damage), 0);
        char *said = build_saying(MADE), *place = strstr(said, expected);

        assert_non_null(place);
        assert_null(strstr(place + 1, "evm: "));
        free(said);
    }
    build("");
    free(expected);
    free(kernel);
}

static void remove_kernel(void) /* for any overlay */
{
    glob_t found;

    assert_int_equal(glob("cache/linux/kernel-????????????????????????", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++)
        unlink(found.gl_pathv[i]);
    globfree(&found);
}

static void test_objects(void **state)
{
    char *object = path_of("cache/linux/made-*/object.o");

    (void)state;
    put(object, "objecu\n", 0644);
    remove_kernel();
    build(FROM_NOTHING);
    free(object);
}

/* The tool uses nothing of an interrupted build, and need not say so. */
static void test_interrupted(void **state)
{
    char *seal = path_of("cache/linux/made-*.sum");

    (void)state;
    assert_int_equal(unlink(seal), 0);
    remove_kernel();
    char *said = build_saying(FROM_NOTHING);

    assert_null(strstr(said, "evm: "));
    free(said);
    free(seal);
}

static void test_source(void **state)
{
    char *makefile = path_of("cache/linux/source-*/Makefile"),
         *planted = path_of("cache/linux/source-*/arch");
    char *file = text("%s/planted.c", planted);

    (void)state;
    put(makefile, "all: evil\n", 0644);
    remove_kernel();
    build("tar\n" MADE);
    put(file, "planted", 0644);
    remove_kernel();
    build("tar\n" MADE);
    assert_int_equal(chmod(makefile, 0666), 0);
    remove_kernel();
    build("tar\n" MADE);
    if (geteuid() == 0) {
        assert_int_equal(chown(makefile, 65534, 65534), 0);
        remove_kernel();
        build("tar\n" MADE);
    }
    free(file);
    free(makefile);
    free(planted);
}

/* Files of the overlay may change. */
static void test_overlay(void **state)
{
    (void)state;
    put("source/guests/linux/overlay/arch/more.c", "more", 0644);
    build(MADE);
    put("source/guests/linux/overlay/arch/more.c", "other", 0644);
    build(MADE);
}

static void test_log(void **state)
{
    char *log = path_of("cache/linux/made-*.log"), *victim;

    (void)state;
    put("victim", "mine", 0644);
    unlink(log);
    assert_int_equal(symlink("../../victim", log), 0);
    remove_kernel();
    build(MADE);
    victim = contents_of("victim");
    assert_string_equal(victim, "mine");
    free(victim);
    free(log);
}

/* Builds with these features. Returns the exit status of a shell command in the build folder. */
static int build_set(const char *one, const char *other, const char *command)
{
    struct strings set = {0};

    strings_add(&set, one);
    strings_add(&set, other);
    char *kernel = linux_build(&set, false),
         *all = text("cd $(ls -td closest/linux/made-*/ | head -1) && %s", command);
    int status = system(all);

    assert_non_null(kernel);
    free(all);
    free(kernel);
    strings_free(&set);
    return status;
}

/* A new build begins with the objects of the closest set of features, whatever came last. */
static void test_closest(void **state)
{
    (void)state;
    put("source/guests/linux/features/a.config", "CONFIG_A=y\n", 0644);
    put("source/guests/linux/features/b.config", "CONFIG_B=y\n", 0644);
    put("source/guests/linux/features/c.config", "CONFIG_C=y\n", 0644);
    setenv("EVM_CACHE", "closest", 1);
    assert_int_equal(build_set("a", "b", "[ $(grep -c CONFIG_B history) = 1 ]"), 0);
    assert_int_equal(build_set("c", "c", "[ $(grep -c CONFIG_C history) = 1 ]"), 0);
    assert_int_equal(build_set("a", "a", "! grep -q CONFIG_C history"), 0);
    assert_int_equal(build_set("b", "c", "[ $(grep -c CONFIG_C history) = 2 ]"), 0);
    setenv("EVM_CACHE", "cache", 1);
}

/* Expects the message in place of a path in the cache. */
static void refused(const char *message)
{
    int error = dup(2);

    fflush(stderr);
    assert_non_null(freopen("said", "w", stderr));
    char *path = path_cache("linux/x"), *said;

    fflush(stderr);
    dup2(error, 2);
    close(error);
    assert_null(path);
    said = contents_of("said");
    if (!strstr(said, message))
        assert_string_equal(said, message);
    free(said);
}

static void test_others(void **state)
{
    (void)state;
    assert_int_equal(chmod("cache/linux", 0777), 0);
    refused("cache/linux, a folder of the cache, can be written by others: what is in it cannot be "
            "believed; make it this user's alone (chown, chmod go-w), or set EVM_CACHE to another "
            "folder\n");
    assert_int_equal(chmod("cache/linux", 0755), 0);
    assert_int_equal(chmod("cache", 0775), 0);
    refused("cache, a folder of the cache, can be written by others");
    assert_int_equal(chmod("cache", 0755), 0);
    assert_int_equal(chmod(".", 0777), 0);
    refused(", which leads to the cache, can be written by others");
    assert_int_equal(chmod(".", 0700), 0);
    if (geteuid() == 0) {
        assert_int_equal(chown("cache/linux", 65534, 65534), 0);
        refused("cache/linux, a folder of the cache, belongs to another user");
        assert_int_equal(chown("cache/linux", 0, 0), 0);
    }
    char *path = path_cache("linux/x"), *home = text("%s", getenv("HOME") ? getenv("HOME") : "/");

    assert_non_null(path);
    free(path);
    setenv("EVM_CACHE", "", 1);
    setenv("HOME", "", 1);
    unsetenv("XDG_CACHE_HOME");
    refused("there is no folder for the cache; set HOME or EVM_CACHE to one\n"); /* not /.cache */
    setenv("EVM_CACHE", "cache", 1);
    setenv("HOME", home, 1);
    free(home);
}

/* make cannot build there; the tool does not even try. */
static void test_blank(void **state)
{
    (void)state;
    put("trace", "", 0644);
    setenv("EVM_CACHE", "a cache", 1);
    assert_null(linux_build(&none, false));
    setenv("EVM_CACHE", "cache", 1);
    char *trace = contents_of("trace");

    assert_string_equal(trace, "");
    free(trace);
}

static void test_temporary(void **state)
{
    (void)state;
    setenv("TMPDIR", "", 1); /* as if it were not set, not the root folder */
    char *one = temporary_folder(NULL, "evm-test");

    assert_non_null(one);
    assert_int_equal(strncmp(one, "/tmp/evm-test-", 14), 0);
    temporary_remove(one);
    assert_int_equal(mkdir("a b,c:d", 0755), 0);
    setenv("TMPDIR", "a b,c:d", 1);
    one = temporary_folder(NULL, "evm-test");
    assert_non_null(one);
    assert_int_equal(*one, '/');
    temporary_remove(one);
    assert_int_equal(rmdir("a b,c:d"), 0);
    setenv("TMPDIR", "gone", 1);
    assert_null(temporary_folder(NULL, "evm-test"));
    unsetenv("TMPDIR");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kernel),    cmocka_unit_test(test_damaged_kernel),
        cmocka_unit_test(test_objects),   cmocka_unit_test(test_interrupted),
        cmocka_unit_test(test_source),    cmocka_unit_test(test_overlay),
        cmocka_unit_test(test_log),       cmocka_unit_test(test_closest),
        cmocka_unit_test(test_others),    cmocka_unit_test(test_blank),
        cmocka_unit_test(test_temporary),
    };

    if (!mkdtemp(folder) || chdir(folder)) {
        perror(folder);
        return 1;
    }
    char *path = text("%s/bin:%s", folder, getenv("PATH")), *trace = text("%s/trace", folder);

    put("bin/tar", TAR, 0755);
    put("bin/make", MAKE, 0755);
    put("bin/objcopy", OBJCOPY, 0755);
    put("source/guests/linux/overlay/arch/um/layer.c", "layer", 0644);
    put("source/guests/linux/features/base.config", "", 0644);
    put("source/interface/x.h", "", 0644);
    setenv("PATH", path, 1);
    setenv("TRACE", trace, 1);
    setenv("EVM_SOURCE", "source", 1);
    setenv("EVM_CACHE", "cache", 1);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    free(path);
    free(trace);
    if (chdir("/") == 0)
        file_remove(folder);
    return failed != 0;
}
