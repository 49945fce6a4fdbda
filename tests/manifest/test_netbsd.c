/* SPDX-License-Identifier: BSD-2-Clause */
/* NetBSD's archives: what the tool finds in them, which ones it refuses, what components need. */
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

#include "base/files.h"
#include "netbsd/needs.h"
#include "sets.h"

static char folder[] = "/tmp/evm-netbsd-XXXXXX";

/* ---- Refused archives ------------------------------------------------------------------------ */

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
    refused(FOLDER ": has no librump.a; expected a folder with the archives of NetBSD's rump "
                   "kernel, in itself, its lib or its usr/lib");
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
    refused(FOLDER
            "/librumpvfs.a: member 'rump.o' is for another machine; expected objects for x86-64");
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
    rump_run("ar rc " FOLDER "/librumpvfs.a text.o");
    refused(FOLDER
            "/librumpvfs.a: member 'text.o' is not an object; expected ELF objects for x86-64");
}

static void test_shared_library(void **state)
{
    (void)state;
    rump_archive(FOLDER "/librumpvfs.a",
                 "extern __thread int x; int *rumpns_vfs(void) { return &x; }", "-fPIC");
    refused(FOLDER "/librumpvfs.a: member 'rump.o' has a relocation of type 19 to 'x', as code for "
                   "shared libraries has; expected the archive that is not for those (no _pic.a)");
}

static void test_other_version(void **state)
{
    (void)state;
    rump_archive(FOLDER "/librump.a",
                 "int rumpuser_init(int, void *); int rump_init(void) { return rumpuser_init(16, "
                 "0); }",
                 "");
    refused(FOLDER "/librump.a: is for version 16 of the hypercall interface rumpuser(3); expected "
                   "version 17");
}

static void test_other_version_by_header(void **state)
{
    static const char header[] = "#define RUMPUSER_VERSION 18\n";

    (void)state;
    rump_archive(FOLDER "/librump.a",
                 "int rumpuser_init(int, void *); int rump_init(int v) { return rumpuser_init(v, "
                 "0); }",
                 "");
    assert_true(file_make_folders(FOLDER "/include/rump/x"));
    assert_true(file_write(FOLDER "/include/rump/rump.h", "", 0, 0644));
    assert_true(file_write(FOLDER "/include/rump/rumpuser.h", header, strlen(header), 0644));
    refused(FOLDER "/librump.a: is for version 18 of the hypercall interface rumpuser(3); expected "
                   "version 17");
}

static void test_no_rump_kernel(void **state)
{
    (void)state;
    rump_archive(FOLDER "/librump.a", "int x = 1;", "");
    refused(FOLDER
            "/librump.a: does not call rumpuser_init(); expected the base of NetBSD's rump kernel");
}

static void test_unknown_hypercall(void **state)
{
    (void)state;
    rump_archive(FOLDER "/librump.a",
                 INIT "void rumpuser_fly(void); void rumpns_base(void) { rumpuser_fly(); }", "");
    refused(FOLDER "/librump.a: needs 'rumpuser_fly', which neither eVM nor a component has; "
                   "expected the base of a rump kernel for version 17 of rumpuser(3)");
}

/* However an archive is cut off or damaged, the tool does not crash. */
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
        assert_true(
            file_write(FOLDER "/librumpfs_ffs.a", copy, archive.size - round % 3 * 100, 0644));
        if (netbsd_archive_read(FOLDER "/librumpfs_ffs.a", &read, &problem))
            netbsd_archive_free(&read);
        else
            free(problem);
        free(copy);
    }
    buffer_free(&archive);
}

/* ---- Notices --------------------------------------------------------------------------------- */

static void test_notices(void **state)
{
    struct netbsd_set set;
    char *problem;

    (void)state;
    rump_archive(FOLDER "/librump.a",
                 INIT "__thread int curlwp; int far; void rumpns_base(void) { curlwp = far; }",
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
    rump_run("mkdir -p root/usr/include/rump");
    rump_run("cp -r " FOLDER " root/usr/lib");
    rump_run("touch root/usr/include/rump/rump.h root/usr/lib/librump_pic.a "
             "root/usr/lib/librumpvfs_p.a");
    assert_true(netbsd_set_open("root", &set, &problem));
    assert_int_equal(set.count, 14);
    assert_string_equal(set.headers, "root/usr/include");
    netbsd_set_close(&set);
}

/* ---- Names and needs ------------------------------------------------------------------------- */

static void test_names(void **state)
{
    static const struct {
        const char *name, *whole;
        unsigned count;
    } cases[] = {
        {"vfs", "vfs", 1}, {"ffs", "fs_ffs", 1},        {"fs_ffs", "fs_ffs", 1},
        {"net", "net", 1}, {"net_net", "net_net", 1},   {"base", "base", 1},
        {"null", NULL, 2}, {"dev_null", "dev_null", 1}, {"nothing", NULL, 0},
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
    };

    if (!sets_begin(folder))
        return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    sets_end(folder);
    return failed != 0;
}
