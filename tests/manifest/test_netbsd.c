/* SPDX-License-Identifier: BSD-2-Clause */
/* NetBSD's archives: what the tool finds in them, which it refuses, import, what components need. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "netbsd_import.h"
#include "netbsd_needs.h"
#include "program.h"
#include "rump.h"
#include "words.h"

#define INIT "int rumpuser_init(int, void *); int rump_init(void) { return rumpuser_init(17, 0); } "
#define FOLDER "set"   /* made anew for each test */
#define SOUND  "sound" /* what it begins as */

static char folder[] = "/tmp/evm-netbsd-XXXXXX";

static void show_line(const char *line, void *unused)
{
    (void)unused;
    fprintf(stderr, "%s\n", line);
}

static void run(const char *line)
{
    struct strings command = {0};

    split_command(line, &command);
    assert_int_equal(run_program(command.item, show_line, NULL), 0);
    strings_free(&command);
}

static void assert_starts(const char *found, const char *expected)
{
    if (strncmp(found, expected, strlen(expected)))
        assert_string_equal(found, expected); /* shows both */
}

/* Starts with a set in which nothing is wrong. */
static int make_set(void **state)
{
    (void)state;
    file_remove(FOLDER);
    run("cp -r " SOUND " " FOLDER);
    return 0;
}

/* ---- What is refused --------------------------------------------------------------------------------------------- */

static void refused(const char *expected)
{
    struct netbsd_set set;
    char *problem;

    assert_false(netbsd_set_open(FOLDER, &set, &problem));
    assert_starts(problem, expected);
    free(problem);
}

static void test_nothing_wrong(void **state)
{
    struct netbsd_set set;
    char *problem;

    (void)state;
    assert_true(netbsd_set_open(FOLDER, &set, &problem));
    assert_int_equal(set.count, 14);
    assert_int_equal(set.interface, 17);
    assert_string_equal(set.components[0].name, "base");
    assert_string_equal(set.components[0].archive.version, "NetBSD 0.1 (TEST)");
    assert_false(set.components[0].archive.thread_local_data);
    assert_false(set.components[0].archive.position_independent);
    assert_null(set.headers);
    netbsd_set_close(&set);
}

static void test_no_base(void **state)
{
    (void)state;
    unlink(FOLDER "/librump.a");
    refused(FOLDER ": has no librump.a; expected a folder with the archives of NetBSD's rump kernel, in itself, its "
            "lib or its usr/lib");
}

static void test_32_bit(void **state)
{
    (void)state;
    rump_archive(FOLDER "/librumpvfs.a", "int rumpns_vfs;", "-m32");
    refused(FOLDER "/librumpvfs.a: member 'rump.o' is 32-bit; expected 64-bit objects for x86-64");
}

static void test_other_machine(void **state)
{
    struct buffer archive = {0};
    const uint16_t machine = EM_AARCH64;

    (void)state;
    assert_true(file_read(FOLDER "/librumpvfs.a", &archive));
    char *object = memmem(archive.data, archive.size, ELFMAG, SELFMAG);

    assert_non_null(object);
    memcpy(object + offsetof(Elf64_Ehdr, e_machine), &machine, sizeof(machine));
    assert_true(file_write(FOLDER "/librumpvfs.a", archive.data, archive.size, 0644));
    buffer_free(&archive);
    refused(FOLDER "/librumpvfs.a: member 'rump.o' is for another machine; expected objects for x86-64");
}

static void test_no_archive(void **state)
{
    (void)state;
    assert_true(file_write(FOLDER "/librumpvfs.a", "text\n", 5, 0644));
    refused(FOLDER "/librumpvfs.a: is not an archive of objects; expected one for x86-64");
}

static void test_no_object(void **state)
{
    (void)state;
    assert_true(file_write("text.o", "text\n", 5, 0644));
    run("ar rc " FOLDER "/librumpvfs.a text.o");
    refused(FOLDER "/librumpvfs.a: member 'text.o' is not an object; expected ELF objects for x86-64");
}

static void test_shared_library(void **state)
{
    (void)state;
    rump_archive(FOLDER "/librumpvfs.a", "extern __thread int x; int *rumpns_vfs(void) { return &x; }", "-fPIC");
    refused(FOLDER "/librumpvfs.a: member 'rump.o' has a relocation of type 19 to 'x', as code for shared libraries "
            "has; expected the archive that is not for those (no _pic.a)");
}

static void test_other_version(void **state)
{
    (void)state;
    rump_archive(FOLDER "/librump.a",
                 "int rumpuser_init(int, void *); int rump_init(void) { return rumpuser_init(16, 0); }", "");
    refused(FOLDER "/librump.a: is for version 16 of the hypercall interface rumpuser(3); expected version 17");
}

static void test_other_version_by_header(void **state)
{
    static const char header[] = "#define RUMPUSER_VERSION 18\n";

    (void)state;
    rump_archive(FOLDER "/librump.a",
                 "int rumpuser_init(int, void *); int rump_init(int v) { return rumpuser_init(v, 0); }", "");
    assert_true(file_make_folders(FOLDER "/include/rump/x"));
    assert_true(file_write(FOLDER "/include/rump/rump.h", "", 0, 0644));
    assert_true(file_write(FOLDER "/include/rump/rumpuser.h", header, strlen(header), 0644));
    refused(FOLDER "/librump.a: is for version 18 of the hypercall interface rumpuser(3); expected version 17");
}

static void test_no_rump_kernel(void **state)
{
    (void)state;
    rump_archive(FOLDER "/librump.a", "int x = 1;", "");
    refused(FOLDER "/librump.a: does not call rumpuser_init(); expected the base of NetBSD's rump kernel");
}

static void test_unknown_hypercall(void **state)
{
    (void)state;
    rump_archive(FOLDER "/librump.a", INIT "void rumpuser_fly(void); void rumpns_base(void) { rumpuser_fly(); }", "");
    refused(FOLDER "/librump.a: needs 'rumpuser_fly', which neither eVM nor a component has; expected the base of a "
            "rump kernel for version 17 of rumpuser(3)");
}

/* Whatever is cut off or damaged, the tool does not crash. */
static void test_damage(void **state)
{
    struct buffer archive = {0};
    uint64_t random = 20231123;

    (void)state;
    assert_true(file_read(FOLDER "/librumpfs_ffs.a", &archive));
    for (unsigned round = 0; round < 500; round++) {
        char *copy = need(archive.size);
        struct netbsd_archive read;
        char *problem;

        memcpy(copy, archive.data, archive.size);
        for (unsigned edits = 0; edits < 1 + round % 8; edits++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            copy[8 + (random >> 33) % (archive.size - 8)] = random >> 24;
        }
        assert_true(file_write(FOLDER "/librumpfs_ffs.a", copy, archive.size - round % 3 * 100, 0644));
        if (netbsd_archive_read(FOLDER "/librumpfs_ffs.a", &read, &problem))
            netbsd_archive_free(&read);
        else
            free(problem);
        free(copy);
    }
    buffer_free(&archive);
}

/* ---- What is noticed --------------------------------------------------------------------------------------------- */

static void test_notices(void **state)
{
    struct netbsd_set set;
    char *problem;

    (void)state;
    rump_archive(FOLDER "/librump.a", INIT "__thread int curlwp; int far; void rumpns_base(void) { curlwp = far; }",
                 "-fpic -ftls-model=local-exec");
    assert_true(netbsd_set_open(FOLDER, &set, &problem));
    assert_true(set.components[0].archive.thread_local_data);
    assert_true(set.components[0].archive.position_independent);
    netbsd_set_close(&set);
}

static void test_other_layout(void **state)
{
    struct netbsd_set set;
    char *problem;

    (void)state;
    run("mkdir -p root/usr/include/rump");
    run("cp -r " FOLDER " root/usr/lib");
    run("touch root/usr/include/rump/rump.h root/usr/lib/librump_pic.a root/usr/lib/librumpvfs_p.a");
    assert_true(netbsd_set_open("root", &set, &problem));
    assert_int_equal(set.count, 14);
    assert_string_equal(set.headers, "root/usr/include");
    netbsd_set_close(&set);
}

/* ---- Names and needs --------------------------------------------------------------------------------------------- */

static void test_names(void **state)
{
    static const struct { const char *name, *whole; unsigned count; } cases[] = {
        {"vfs", "vfs", 1}, {"ffs", "fs_ffs", 1}, {"fs_ffs", "fs_ffs", 1}, {"net", "net", 1}, {"net_net", "net_net", 1},
        {"base", "base", 1}, {"null", NULL, 2}, {"dev_null", "dev_null", 1}, {"nothing", NULL, 0},
    };
    struct netbsd_set set;
    unsigned count;
    char *problem;

    (void)state;
    assert_true(netbsd_set_open(FOLDER, &set, &problem));
    for (unsigned i = 0; i < COUNT(cases); i++) {
        const struct netbsd_component *found = netbsd_set_find(&set, cases[i].name, &count);

        assert_int_equal(count, cases[i].count);
        assert_int_equal(!found, !cases[i].whole);
        if (found)
            assert_string_equal(found->whole, cases[i].whole);
    }
    netbsd_set_close(&set);
}

static void test_needs(void **state)
{
    struct netbsd_set set;
    unsigned count;
    char *problem;

    (void)state;
    assert_true(netbsd_set_open(FOLDER, &set, &problem));
    bool *chosen = need(set.count);
    uint32_t ffs = netbsd_set_find(&set, "ffs", &count) - set.components;
    uint32_t config = netbsd_set_find(&set, "config", &count) - set.components;
    struct netbsd_need *needs;

    chosen[0] = true;
    needs = netbsd_needs(&set, ffs, chosen, &count);
    assert_int_equal(count, 2);
    assert_string_equal(needs[0].symbol, "rumpns_disk");
    assert_string_equal(needs[0].candidates.item[0], "disk");
    assert_string_equal(needs[1].candidates.item[0], "vfs");
    netbsd_needs_free(needs, count);
    needs = netbsd_needs(&set, config, chosen, &count);
    assert_int_equal(count, 1);
    assert_int_equal(needs[0].candidates.count, 2);
    netbsd_needs_free(needs, count);
    free(chosen);
    netbsd_set_close(&set);
}

/* ---- Import ------------------------------------------------------------------------------------------------------ */

/* Imports; returns what it prints, to be freed. */
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

/* What a manifest without a key of its own makes of the cache. */
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
    assert_current(NULL, "m.yaml:2:19: vm 'rk': guest 'netbsd': no archives of NetBSD's rump kernel are here; run 'evm "
                   "import netbsd PATH' with a folder or a release set that has them, or name it by the key 'netbsd' "
                   "or in $EVM_RUMP_DIR\n");
}

static void test_import_folder(void **state)
{
    char *output = import(FOLDER, OUTCOME_OK);

    (void)state;
    assert_starts(output, "NetBSD 0.1 (TEST), x86-64, rumpuser version 17, curlwp by hypercall, not "
                  "position-independent, without headers\n\ncomponent ");
    assert_non_null(strstr(output, "  disk vfs\n"));
    assert_non_null(strstr(output, "  net_net|sockin\n"));
    assert_non_null(strstr(output, "  cannot be used: nothing has 'rumpcomp_virt_create'\n"));
    assert_non_null(strstr(output, "\nkept in cache/netbsd/"));
    free(output);
    assert_current("NetBSD 0.1 (TEST)", NULL);
}

static void test_import_set(void **state)
{
    (void)state;
    run("rm -rf root");
    run("mkdir -p root/usr/include/rump root/usr/bin");
    run("cp -r " FOLDER " root/usr/lib");
    run("touch root/usr/include/rump/rump.h root/usr/lib/libc.a root/usr/lib/librump_pic.a root/usr/bin/sh");
    rump_archive("root/usr/lib/librump.a",
                 "char version[] = \"NetBSD 0.2 (SET)\";" INIT "void rumpns_base(void) {}", "");
    run("tar -cJf comp.tar.xz -C root .");
    run("tar -czf comp.tgz -C root ./usr");
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
    run("rm -rf root");
    run("mkdir -p root/usr/lib");
    run("tar -cJf empty.tar.xz -C root .");
    free(import("empty.tar.xz", OUTCOME_MISTAKE));
    run("ln -s gone root/usr/lib/librump.a");
    run("tar -cJf link.tar.xz -C root .");
    free(import("link.tar.xz", OUTCOME_MISTAKE));
    run("tar -cJf whole.tar.xz " FOLDER);
    run("cp whole.tar.xz part.tar.xz");
    run("truncate -s -100 part.tar.xz");
    free(import("part.tar.xz", OUTCOME_MISTAKE));
    free(import("gone", OUTCOME_MISTAKE));
    run("find cache -name 'part*' -delete"); /* fails if a folder with something in it was left */
    assert_current("NetBSD 0.2 (SET)", NULL);
}

/* ---- What imports must not do ------------------------------------------------------------------------------------ */

/* A tar archive of one header: of a file of that size, given as 12 bytes of an octal or binary number. */
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

/* Sizes that wrap, or would take all memory or the day. */
static void test_bombs(void **state)
{
    static const struct { const char *name, *size; } headers[] = {
        {"usr/lib/librump.a", "\x80\0\0\0\x55\x55\x55\x55\x55\x55\x55\xc0"}, /* times 3 is a little */
        {"usr/lib/librump.a", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"},
        {"usr/lib/librump.a", "\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff"},
        {"usr/lib/librump.a", "77777777777\0"}, {"usr/lib/librump.a", "02000000000\0"},
        {"usr/lib/libc.a", "77777777777\0"}, {"usr/include/rump/../../../x", "00000000001\0"},
    };

    (void)state;
    for (unsigned i = 0; i < COUNT(headers); i++) {
        put_header("bomb.tar", headers[i].name, headers[i].size);
        free(import("bomb.tar", OUTCOME_MISTAKE));
        run("gzip -kf bomb.tar");
        free(import("bomb.tar.gz", OUTCOME_MISTAKE));
        run("gzip -f bomb.tar.gz -S .z");
        free(import("bomb.tar.gz.z", OUTCOME_MISTAKE));
    }
}

/* Programs that libarchive knows for other compressions are not started. */
static void test_programs(void **state)
{
    static const char script[] = "#!/bin/sh\necho >started\n";
    static const struct { const char *program, *magic; } kinds[] = {
        {"lrzip", "LRZI\0\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"}, {"grzip", "GRZipII\0\2\4:)"},
        {"lzop", "\x89LZO\0\r\n\x1a\n\x10\x20\x20\0\0\0\0"}, {"uncompress", "\x1f\x9d\x90\0\0\0\0\0"},
    };
    char *old = text("%s", getenv("PATH")), *path = text("%s/bin:%s", folder, old);

    (void)state;
    setenv("PATH", path, 1);
    for (unsigned i = 0; i < COUNT(kinds); i++) {
        char *program = text("bin/%s", kinds[i].program);
        char file[4096] = {0};

        memcpy(file, kinds[i].magic, strlen(kinds[i].program) > 5 ? 8 : i == 1 ? 12 : i == 2 ? 16 : 24);
        assert_true(file_make_folders(program) && file_write(program, script, strlen(script), 0755));
        assert_true(file_write("odd.tar", file, sizeof(file), 0644));
        free(import("odd.tar", OUTCOME_MISTAKE));
        assert_int_not_equal(access("started", F_OK), 0);
        free(program);
    }
    setenv("PATH", old, 1);
    free(old);
    free(path);
}

/* What lies outside the folder is not taken, and no device or pipe is waited for. */
static void test_links_out(void **state)
{
    (void)state;
    run("mkdir -p elsewhere " FOLDER "/include/rump");
    run("mv " FOLDER "/librumpvfs.a elsewhere");
    run("touch " FOLDER "/include/rump/rump.h elsewhere/secret.h");
    run("ln -s ../elsewhere/librumpvfs.a " FOLDER "/librumpvfs.a");
    free(import(FOLDER, OUTCOME_MISTAKE));
    run("rm " FOLDER "/librumpvfs.a");
    run("mv elsewhere/librumpvfs.a " FOLDER "/inside.a");
    run("ln -s inside.a " FOLDER "/librumpvfs.a");
    free(import(FOLDER, OUTCOME_OK));
    run("ln -s ../../../elsewhere/secret.h " FOLDER "/include/rump/more.h");
    free(import(FOLDER, OUTCOME_MISTAKE));
    run("rm " FOLDER "/include/rump/more.h");
    run("ln -s / " FOLDER "/include/rump/all");
    free(import(FOLDER, OUTCOME_MISTAKE));
    run("rm " FOLDER "/include/rump/all");
    run("mkfifo " FOLDER "/librumpnew.a");
    free(import(FOLDER, OUTCOME_MISTAKE));
    run("rm -r " FOLDER "/librumpnew.a");
    run("mkfifo " FOLDER "/include/rump/pipe.h");
    free(import(FOLDER, OUTCOME_MISTAKE));
    run("mkfifo pipe.tar");
    free(import("pipe.tar", OUTCOME_MISTAKE));
}

/* What lies where it might be unpacked does not get in, and nobody is led elsewhere. */
static void test_planted(void **state)
{
    char *part = text("cache/netbsd/part-%d", (int)getpid()), *extra = text("%s/librumpevil.a", part);

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

/* What is in the cache is what its name says. */
static void test_damaged_cache(void **state)
{
    struct buffer archive = {0};

    (void)state;
    free(import(FOLDER, OUTCOME_OK));
    assert_true(file_read("cache/netbsd/current/librumpdev.a", &archive));
    archive.data[archive.size / 2] ^= 1;
    assert_true(file_write("cache/netbsd/current/librumpdev.a", archive.data, archive.size, 0644));
    char *real = realpath("cache/netbsd/current", NULL);
    char *message = text("m.yaml:2:19: vm 'rk': guest 'netbsd': %s is not as 'evm import netbsd' left it: run that "
                         "again\n", real);

    assert_current(NULL, message);
    free(import(FOLDER, OUTCOME_OK));
    assert_current("NetBSD 0.1 (TEST)", NULL);
    buffer_free(&archive);
    free(message);
    free(real);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_nothing_wrong, make_set),
        cmocka_unit_test_setup(test_no_base, make_set),
        cmocka_unit_test_setup(test_32_bit, make_set),
        cmocka_unit_test_setup(test_other_machine, make_set),
        cmocka_unit_test_setup(test_no_archive, make_set),
        cmocka_unit_test_setup(test_no_object, make_set),
        cmocka_unit_test_setup(test_shared_library, make_set),
        cmocka_unit_test_setup(test_other_version, make_set),
        cmocka_unit_test_setup(test_other_version_by_header, make_set),
        cmocka_unit_test_setup(test_no_rump_kernel, make_set),
        cmocka_unit_test_setup(test_unknown_hypercall, make_set),
        cmocka_unit_test_setup(test_damage, make_set),
        cmocka_unit_test_setup(test_notices, make_set),
        cmocka_unit_test_setup(test_other_layout, make_set),
        cmocka_unit_test_setup(test_names, make_set),
        cmocka_unit_test_setup(test_needs, make_set),
        cmocka_unit_test_setup(test_nothing_imported, make_set),
        cmocka_unit_test_setup(test_import_folder, make_set),
        cmocka_unit_test_setup(test_import_set, make_set),
        cmocka_unit_test_setup(test_bad_sets, make_set),
        cmocka_unit_test_setup(test_bombs, make_set),
        cmocka_unit_test_setup(test_programs, make_set),
        cmocka_unit_test_setup(test_links_out, make_set),
        cmocka_unit_test_setup(test_planted, make_set),
        cmocka_unit_test_setup(test_damaged_cache, make_set),
    };

    if (!mkdtemp(folder) || chdir(folder)) {
        perror(folder);
        return 1;
    }
    rump_set(SOUND);
    rump_libraries("libraries");
    setenv("EVM_BUILD", "libraries", 1);
    setenv("EVM_CACHE", "cache", 1);
    unsetenv("EVM_RUMP_DIR");
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    if (chdir("/") == 0)
        file_remove(folder);
    return failed != 0;
}
