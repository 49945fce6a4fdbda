/* SPDX-License-Identifier: BSD-2-Clause */
/* The archive that the tool makes of a root file system. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include "roots.h"

#define TIME 981173106 /* 2001-02-03 04:05:06 */

static void pack(struct buffer *archive)
{
    struct system system = {0};

    load("/bin/sh, \"www:/var/www\"", &system, "");
    assert_int_equal(rootfs_pack(&system.plans[0], &system.manifest->vms[0], "init", archive),
                     OUTCOME_OK);
    system_free(&system);
}

/* Reads the archive back. Returns the contents of `path`. */
static struct buffer unpack(const struct buffer *bytes, const char *path)
{
    struct archive *archive = archive_read_new();
    struct archive_entry *entry;
    struct buffer contents = {0};

    archive_read_support_format_cpio(archive);
    assert_int_equal(archive_read_open_memory(archive, bytes->data, bytes->size), ARCHIVE_OK);
    while (archive_read_next_header(archive, &entry) == ARCHIVE_OK)
        if (!strcmp(archive_entry_pathname(entry), path)) {
            size_t size = archive_entry_size(entry);

            assert_int_equal(archive_read_data(archive, buffer_extend(&contents, size), size),
                             size);
        }
    archive_read_free(archive);
    return contents;
}

static void test_archive(void **state)
{
    static const char run[] = "\3\0\0\0\4\0\0\0\0\0\0\0/bin/sh\0-c\0a "
                              "b\0PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/"
                              "bin\0TERM=dumb\0A=1\0HOME=/x";
    struct buffer first = {0}, second = {0};

    (void)state;
    pack(&first);
    pack(&second);
    assert_int_equal(first.size, second.size);
    assert_memory_equal(first.data, second.data, first.size);
    assert_memory_equal(first.data, "070701", 6); /* newc */
    struct buffer command = unpack(&first, ".evm/run"), init = unpack(&first, "init");

    assert_int_equal(command.size, sizeof(run));
    assert_memory_equal(command.data, run, sizeof(run));
    assert_int_equal(init.size, 8);
    assert_memory_equal(init.data, "our init", 8);
    buffer_free(&command);
    buffer_free(&init);
    buffer_free(&first);
    buffer_free(&second);
}

/* Reads entries of the archive, in its order, up to the one called `path`. */
static struct archive *seek(const struct buffer *bytes, const char *path,
                            struct archive_entry **entry)
{
    struct archive *archive = archive_read_new();

    archive_read_support_format_cpio(archive);
    assert_int_equal(archive_read_open_memory(archive, bytes->data, bytes->size), ARCHIVE_OK);
    while (archive_read_next_header(archive, entry) == ARCHIVE_OK)
        if (!strcmp(archive_entry_pathname(*entry), path))
            return archive;
    fail_msg("%s is not in the archive", path);
    return NULL;
}

static void expect_entry(const struct buffer *bytes, const char *path, unsigned links, int64_t size,
                         int64_t time)
{
    struct archive_entry *entry;
    struct archive *archive = seek(bytes, path, &entry);

    assert_int_equal(archive_entry_nlink(entry), links);
    assert_int_equal(archive_entry_size(entry), size);
    assert_int_equal(archive_entry_mtime(entry), time);
    archive_read_free(archive);
}

static void pack_root(const char *root, struct buffer *archive)
{
    struct system system = {0};

    load(root, &system, "");
    assert_int_equal(rootfs_pack(&system.plans[0], &system.manifest->vms[0], "init", archive),
                     OUTCOME_OK);
    system_free(&system);
}

/* Names of one file: the last one carries the contents; a single one is an ordinary file. */
static void test_hard_links(void **state)
{
    struct timespec times[2] = {{.tv_sec = TIME}, {.tv_sec = TIME}};
    struct buffer archive = {0};
    struct system system = {0};

    (void)state;
    put("links/a", "12345", 0644);
    put("links/other", "12345", 0644);
    assert_false(link("links/a", "links/b") || link("links/a", "links/c"));
    assert_false(utimensat(AT_FDCWD, "links/a", times, 0) ||
                 utimensat(AT_FDCWD, "links", times, 0));
    pack_root("/bin/sh, \"links:/l\"", &archive);
    expect_entry(&archive, "l/a", 3, 0, TIME);
    expect_entry(&archive, "l/b", 3, 0, TIME);
    expect_entry(&archive, "l/c", 3, 5, TIME);
    expect_entry(&archive, "l", 1, 0, TIME);
    buffer_free(&archive);
    archive = (struct buffer){0};
    pack_root("/bin/sh, \"links/b:/b\"", &archive);
    expect_entry(&archive, "b", 1, 5, TIME);
    buffer_free(&archive);
    load("/bin/sh", &system, "");
    uint64_t before = rootfs_bytes(&system.plans[0]);

    system_free(&system);
    load("/bin/sh, \"links:/l\"", &system, "");
    assert_int_equal(rootfs_bytes(&system.plans[0]) - before, 2 * 4096);
    system_free(&system);
}

/* At its own path a file keeps its owner. Elsewhere it belongs to root, and runs as no other
 * user. */
static void test_owners(void **state)
{
    struct system system = {0};
    char *root = text("/bin/sh, %s/owned, \"owned:/o\"", folder),
         *path = text("%s/owned/set", folder);

    (void)state;
    put("owned/set", "x", 0755);
    put("owned/root", "x", 0755);
    if (geteuid() == 0) {
        assert_false(chown("owned/set", 33, 44) || chmod("owned/set", 06755) ||
                     chmod("owned/root", 06755));
        load(root, &system, "");
        assert_int_equal(entry_of(&system, path)->uid, 33);
        assert_int_equal(entry_of(&system, path)->gid, 44);
        assert_int_equal(entry_of(&system, path)->mode, S_IFREG | 06755);
        assert_int_equal(entry_of(&system, "/o/set")->uid, 0);
        assert_int_equal(entry_of(&system, "/o/set")->mode, S_IFREG | 0755);
        assert_int_equal(entry_of(&system, "/o/root")->mode, S_IFREG | 06755);
        system_free(&system);
    }
    free(root);
    free(path);
}

/* A file that grows, or shrinks, between check and build. */
static void test_changed(void **state)
{
    struct buffer archive = {0};
    struct system system = {0};

    (void)state;
    put("log", "12345", 0644);
    load("/bin/sh, \"log:/log\"", &system, "");
    put("log", "123456", 0644);
    assert_int_equal(rootfs_pack(&system.plans[0], &system.manifest->vms[0], "init", &archive),
                     OUTCOME_HOST);
    system_free(&system);
    buffer_free(&archive);
}

/* A folder that becomes a link between check and build does not lead to another file of that name
 * and size. */
static void test_swapped(void **state)
{
    struct buffer archive = {0};
    struct system system = {0};

    (void)state;
    put("vendor/sub/key", "12345", 0644);
    put("private/key", "54321", 0600);
    load("/bin/sh, \"vendor:/vendor\"", &system, "");
    assert_false(rename("vendor/sub", "vendor/before"));
    assert_false(symlink("../private", "vendor/sub"));
    assert_int_equal(rootfs_pack(&system.plans[0], &system.manifest->vms[0], "init", &archive),
                     OUTCOME_HOST);
    assert_null(memmem(archive.data, archive.size, "54321", 5));
    system_free(&system);
    buffer_free(&archive);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_archive), cmocka_unit_test(test_hard_links),
        cmocka_unit_test(test_owners),  cmocka_unit_test(test_changed),
        cmocka_unit_test(test_swapped),
    };

    return cmocka_run_group_tests(tests, roots_begin, roots_end);
}
