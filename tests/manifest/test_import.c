/* SPDX-License-Identifier: BSD-2-Clause */
/* Import of NetBSD's archives: what gets into the cache, from where, and how concurrent imports
 * affect it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/files.h"
#include "netbsd/import.h"
#include "netbsd/store.h"
#include "sets.h"

static char folder[] = "/tmp/evm-import-XXXXXX";

/* ---- Import ---------------------------------------------------------------------------------- */

/* Imports. Returns the output, which the caller frees. */
static char *import(const char *path, enum outcome expected)
{
    struct buffer output = {0};
    int out = dup(1);

    fflush(stdout);
    assert_non_null(freopen("out", "w", stdout));
    enum outcome outcome = netbsd_import(path);

    fflush(stdout);
    dup2(out, 1);
    close(out);
    assert_int_equal(outcome, expected);
    assert_true(file_read("out", &output));
    buffer_extend(&output, 1);
    return output.data;
}

/* Checks the version that a manifest without its own key finds in the cache. */
static void assert_current(const char *version, const char *message)
{
    struct diag diag = {.file = "m.yaml"};
    struct netbsd_set set = {0};
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_true(file_write("m.yaml", "system: s\nvms: {rk: {guest: netbsd}}\n", 37, 0644));
    struct manifest *manifest = manifest_load(&diag);

    assert_non_null(manifest);
    assert_int_equal(netbsd_open(manifest, 0, &set, &diag), !message);
    diag_print(&diag, out);
    fclose(out);
    assert_string_equal(text, message ? message : "");
    if (version)
        assert_string_equal(set.components[0].archive.version, version);
    netbsd_set_close(&set);
    manifest_free(manifest);
    diag_free(&diag);
    free(text);
}

static void test_nothing_imported(void **state)
{
    (void)state;
    file_remove("cache");
    assert_current(NULL, "m.yaml:2:19: vm 'rk': guest 'netbsd': no archives of NetBSD's rump "
                         "kernel are here; run 'evm import netbsd PATH' with a folder or a release "
                         "set that has them, or name it by the key 'netbsd' or in $EVM_RUMP_DIR\n");
}

static void test_import_folder(void **state)
{
    char *output = import(FOLDER, OUTCOME_OK), *here = getcwd(NULL, 0);
    char *kept = text("\nkept in %s/cache/netbsd/", here);

    (void)state;
    assert_starts(output, "NetBSD 0.1 (TEST), x86-64, rumpuser version 17, curlwp by hypercall, "
                          "not position-independent, without headers\n\ncomponent ");
    assert_non_null(strstr(output, "  disk vfs\n"));
    assert_non_null(strstr(output, "  net_net|sockin\n"));
    assert_non_null(strstr(output, "  cannot be used: nothing has 'rumpcomp_virt_create'\n"));
    assert_non_null(strstr(output, kept));
    free(kept);
    free(here);
    free(output);
    assert_current("NetBSD 0.1 (TEST)", NULL);
}

static void test_import_set(void **state)
{
    (void)state;
    rump_run("rm -rf root");
    rump_run("mkdir -p root/usr/include/rump root/usr/bin");
    rump_run("cp -r " FOLDER " root/usr/lib");
    rump_run("touch root/usr/include/rump/rump.h root/usr/lib/libc.a root/usr/lib/librump_pic.a "
             "root/usr/bin/sh");
    rump_archive("root/usr/lib/librump.a",
                 "char version[] = \"NetBSD 0.2 (SET)\";" INIT "void rumpns_base(void) {}", "");
    rump_run("tar -cJf comp.tar.xz -C root .");
    rump_run("tar -czf comp.tgz -C root ./usr");
    char *first = import("comp.tar.xz", OUTCOME_OK), *second = import("comp.tgz", OUTCOME_OK);

    assert_null(strstr(first, "without headers"));
    assert_string_equal(first, second); /* the same archives: the same place in the cache */
    assert_current("NetBSD 0.2 (SET)", NULL);
    free(first);
    free(second);
}

static void test_bad_sets(void **state)
{
    (void)state;
    rump_run("rm -rf root");
    rump_run("mkdir -p root/usr/lib");
    rump_run("tar -cJf empty.tar.xz -C root .");
    free(import("empty.tar.xz", OUTCOME_MISTAKE));
    rump_run("ln -s gone root/usr/lib/librump.a");
    rump_run("tar -cJf link.tar.xz -C root .");
    free(import("link.tar.xz", OUTCOME_MISTAKE));
    rump_run("tar -cJf whole.tar.xz " FOLDER);
    rump_run("cp whole.tar.xz part.tar.xz");
    rump_run("truncate -s -100 part.tar.xz");
    free(import("part.tar.xz", OUTCOME_MISTAKE));
    free(import("gone", OUTCOME_MISTAKE));
    /* fails if a folder that is not empty is left */
    rump_run("find cache -name 'part*' -delete");
    assert_current("NetBSD 0.2 (SET)", NULL);
}

static void assert_bad_set(const char *path, const char *message)
{
    struct netbsd_set set;
    char *problem;

    assert_null(netbsd_store(path, &set, &problem));
    assert_string_equal(problem, message);
    free(problem);
}

/* The tool says what it finds in place of an archive. */
static void test_no_files(void **state)
{
    (void)state;
    rump_run("rm -rf root");
    rump_run("mkdir -p root/usr/lib");
    rump_run("mkfifo root/usr/lib/librump.a");
    rump_run("tar -cf pipe.tar -C root usr/lib/librump.a");
    assert_bad_set("pipe.tar", "pipe.tar: 'usr/lib/librump.a' is a pipe or a device; expected a "
                               "release set of NetBSD, with files");
    rump_run("ln -sf gone root/usr/lib/librump.a");
    rump_run("tar -cf link.tar -C root usr/lib/librump.a");
    assert_bad_set("link.tar",
                   "link.tar: 'usr/lib/librump.a' is a link; unpack the set and import the folder");
    rump_run("rm pipe.tar link.tar");
}

/* ---- What imports must not do ---------------------------------------------------------------- */

/* Writes a tar archive of one header: a file of that size, given as 12 bytes of an octal or binary
 * number. */
static void put_header(const char *path, const char *name, const char *size)
{
    char header[2048] = {0};
    unsigned sum = 0;

    strcpy(header, name);
    strcpy(header + 100, "0000644");
    memcpy(header + 124, size, 12);
    strcpy(header + 257, "ustar");
    memcpy(header + 263, "00", 2);
    memset(header + 148, ' ', 8);
    for (unsigned i = 0; i < 512; i++)
        sum += (unsigned char)header[i];
    snprintf(header + 148, 8, "%06o", sum);
    assert_true(file_write(path, header, 1536, 0644));
}

/* Sizes that wrap, or would take all memory or hours. */
static void test_bombs(void **state)
{
    static const struct {
        const char *name, *size;
    } headers[] = {
        /* times 3 wraps to a small number */
        {"usr/lib/librump.a", "\x80\0\0\0\x55\x55\x55\x55\x55\x55\x55\xc0"},
        {"usr/lib/librump.a", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"},
        {"usr/lib/librump.a", "\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff"},
        {"usr/lib/librump.a", "77777777777\0"},
        {"usr/lib/librump.a", "02000000000\0"},
        {"usr/lib/libc.a", "77777777777\0"},
        {"usr/include/rump/../../../x", "00000000001\0"},
    };

    (void)state;
    for (unsigned i = 0; i < COUNT(headers); i++) {
        put_header("bomb.tar", headers[i].name, headers[i].size);
        free(import("bomb.tar", OUTCOME_MISTAKE));
        rump_run("gzip -kf bomb.tar");
        free(import("bomb.tar.gz", OUTCOME_MISTAKE));
        rump_run("gzip -f bomb.tar.gz -S .z");
        free(import("bomb.tar.gz.z", OUTCOME_MISTAKE));
    }
}

/* The tool does not start programs that libarchive knows for other compressions. */
static void test_programs(void **state)
{
    static const char script[] = "#!/bin/sh\necho >started\n";
    static const struct {
        const char *program, *magic;
    } kinds[] = {
        {"lrzip", "LRZI\0\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"},
        {"grzip", "GRZipII\0\2\4:)"},
        {"lzop", "\x89LZO\0\r\n\x1a\n\x10\x20\x20\0\0\0\0"},
        {"uncompress", "\x1f\x9d\x90\0\0\0\0\0"},
    };
    char *old = text("%s", getenv("PATH")), *path = text("%s/bin:%s", folder, old);

    (void)state;
    setenv("PATH", path, 1);
    for (unsigned i = 0; i < COUNT(kinds); i++) {
        char *program = text("bin/%s", kinds[i].program);
        char file[4096] = {0};

        memcpy(file, kinds[i].magic,
               strlen(kinds[i].program) > 5 ? 8
               : i == 1                     ? 12
               : i == 2                     ? 16
                                            : 24);
        assert_true(file_make_folders(program) &&
                    file_write(program, script, strlen(script), 0755));
        assert_true(file_write("odd.tar", file, sizeof(file), 0644));
        free(import("odd.tar", OUTCOME_MISTAKE));
        assert_int_not_equal(access("started", F_OK), 0);
        free(program);
    }
    setenv("PATH", old, 1);
    free(old);
    free(path);
}

/* The tool takes nothing outside the folder, and waits for no device or pipe. */
static void test_links_out(void **state)
{
    (void)state;
    rump_run("mkdir -p elsewhere " FOLDER "/include/rump");
    rump_run("mv " FOLDER "/librumpvfs.a elsewhere");
    rump_run("touch " FOLDER "/include/rump/rump.h elsewhere/secret.h");
    rump_run("ln -s ../elsewhere/librumpvfs.a " FOLDER "/librumpvfs.a");
    free(import(FOLDER, OUTCOME_MISTAKE));
    rump_run("rm " FOLDER "/librumpvfs.a");
    rump_run("mv elsewhere/librumpvfs.a " FOLDER "/inside.a");
    rump_run("ln -s inside.a " FOLDER "/librumpvfs.a");
    free(import(FOLDER, OUTCOME_OK));
    rump_run("ln -s ../../../elsewhere/secret.h " FOLDER "/include/rump/more.h");
    free(import(FOLDER, OUTCOME_MISTAKE));
    rump_run("rm " FOLDER "/include/rump/more.h");
    rump_run("ln -s / " FOLDER "/include/rump/all");
    free(import(FOLDER, OUTCOME_MISTAKE));
    rump_run("rm " FOLDER "/include/rump/all");
    rump_run("mkfifo " FOLDER "/librumpnew.a");
    free(import(FOLDER, OUTCOME_MISTAKE));
    rump_run("rm -r " FOLDER "/librumpnew.a");
    rump_run("mkfifo " FOLDER "/include/rump/pipe.h");
    free(import(FOLDER, OUTCOME_MISTAKE));
    rump_run("mkfifo pipe.tar");
    free(import("pipe.tar", OUTCOME_MISTAKE));
}

/* Files planted in the unpack folder do not get in, and lead nowhere else. */
static void test_planted(void **state)
{
    char *part = text("cache/netbsd/part-%d", (int)getpid()),
         *extra = text("%s/librumpevil.a", part);

    (void)state;
    rump_archive(extra, "int rumpns_evil = 1;", "");
    char *output = import(FOLDER, OUTCOME_OK);

    assert_null(strstr(output, "evil"));
    assert_int_equal(access(extra, F_OK), 0);
    file_remove(part);
    free(output);
    free(extra);
    free(part);
}

/* The cache's contents match their names. */
static void test_damaged_cache(void **state)
{
    struct buffer archive = {0};

    (void)state;
    free(import(FOLDER, OUTCOME_OK));
    assert_true(file_read("cache/netbsd/current/librumpdev.a", &archive));
    archive.data[archive.size / 2] ^= 1;
    assert_true(file_write("cache/netbsd/current/librumpdev.a", archive.data, archive.size, 0644));
    char *real = realpath("cache/netbsd/current", NULL);
    char *message = text("m.yaml:2:19: vm 'rk': guest 'netbsd': %s is not as 'evm import netbsd' "
                         "left it: run that again\n",
                         real);

    assert_current(NULL, message);
    free(import(FOLDER, OUTCOME_OK));
    assert_current("NetBSD 0.1 (TEST)", NULL);
    assert_int_equal(chmod("cache/netbsd/current/librumpdev.a", 0666), 0); /* good contents */
    assert_current(NULL, message);
    free(import(FOLDER, OUTCOME_OK));
    assert_current("NetBSD 0.1 (TEST)", NULL);
    assert_int_equal(chmod("cache/netbsd/current", 0777), 0);
    assert_current(NULL, message);
    free(import(FOLDER, OUTCOME_OK));
    assert_current("NetBSD 0.1 (TEST)", NULL);
    assert_int_equal(chmod("cache/netbsd", 0777), 0);
    assert_current(NULL, "m.yaml:2:19: vm 'rk': guest 'netbsd': the cache, which has the archives "
                         "that were imported, cannot be used\n");
    assert_int_equal(chmod("cache/netbsd", 0755), 0);
    buffer_free(&archive);
    free(message);
    free(real);
}

/* ---- Concurrent imports ---------------------------------------------------------------------- */

#define AT_ONCE 4
#define ROUNDS  20

/* Imports as soon as `go` is closed. Returns the exit status of the process. */
static int import_at(int go)
{
    struct netbsd_set set;
    char byte, *problem = NULL;

    if (read(go, &byte, 1))
        return 2;
    char *kept = netbsd_store(FOLDER, &set, &problem);

    if (!kept)
        fprintf(stderr, "%s\n", problem);
    else
        netbsd_set_close(&set);
    free(problem);
    free(kept);
    return !kept;
}

static void import_together(void)
{
    pid_t child[AT_ONCE];
    int go[2], status;

    assert_int_equal(pipe(go), 0);
    for (unsigned i = 0; i < AT_ONCE; i++) {
        child[i] = fork();
        if (!child[i]) {
            close(go[1]);
            _exit(import_at(go[0]));
        }
    }
    close(go[0]);
    close(go[1]);
    for (unsigned i = 0; i < AT_ONCE; i++) {
        assert_int_equal(waitpid(child[i], &status, 0), child[i]);
        assert_int_equal(status, 0);
    }
}

/* Several import the same set at once: into an empty cache, and into one with wrong contents. */
static void test_race(void **state)
{
    (void)state;
    for (unsigned round = 0; round < ROUNDS; round++) {
        file_remove("cache");
        import_together();
    }
    for (unsigned round = 0; round < ROUNDS; round++) {
        rump_run("find cache -name librumpdev.a -exec truncate -s -1 {} ;");
        import_together();
    }
    rump_run("find cache -name 'part*' -delete");
}

/* A build keeps the set with which it began, whatever is imported before it links. */
static void test_switched(void **state)
{
    struct diag diag = {.file = "m.yaml"};
    struct netbsd_set set = {0};

    (void)state;
    free(import(FOLDER, OUTCOME_OK));
    assert_true(file_write("m.yaml", "system: s\nvms: {rk: {guest: netbsd}}\n", 37, 0644));
    struct manifest *manifest = manifest_load(&diag);

    assert_true(netbsd_open(manifest, 0, &set, &diag));
    rump_archive(FOLDER "/librump.a",
                 "char version[] = \"NetBSD 0.3\";" INIT "void rumpns_base(void) {}", "");
    unlink(FOLDER "/librumpdev.a");
    free(import(FOLDER, OUTCOME_OK));
    for (uint32_t i = 0; i < set.count; i++) {
        char *imported = text(SOUND "/%s", strrchr(set.components[i].path, '/') + 1);
        struct buffer found = {0}, expected = {0};

        assert_true(file_read(set.components[i].path, &found));
        assert_true(file_read(imported, &expected));
        assert_int_equal(found.size, expected.size);
        assert_memory_equal(found.data, expected.data, found.size);
        buffer_free(&found);
        buffer_free(&expected);
        free(imported);
    }
    netbsd_set_close(&set);
    manifest_free(manifest);
    diag_free(&diag);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_nothing_imported, make_set),
        cmocka_unit_test_setup(test_import_folder, make_set),
        cmocka_unit_test_setup(test_import_set, make_set),
        cmocka_unit_test_setup(test_bad_sets, make_set),
        cmocka_unit_test_setup(test_no_files, make_set),
        cmocka_unit_test_setup(test_bombs, make_set),
        cmocka_unit_test_setup(test_programs, make_set),
        cmocka_unit_test_setup(test_links_out, make_set),
        cmocka_unit_test_setup(test_planted, make_set),
        cmocka_unit_test_setup(test_damaged_cache, make_set),
        cmocka_unit_test_setup(test_race, make_set),
        cmocka_unit_test_setup(test_switched, make_set),
    };

    if (!sets_begin(folder))
        return 1;
    setenv("EVM_CACHE", "cache", 1);
    unsetenv("EVM_RUMP_DIR");
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    sets_end(folder);
    return failed != 0;
}
