/* SPDX-License-Identifier: BSD-2-Clause */
/* Root file systems: what a list of paths becomes, and the archive made of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <archive.h>
#include <archive_entry.h>
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "rootfs.h"
#include "system.h"

static char folder[] = "/tmp/evm-rootfs-XXXXXX";

static void put(const char *path, const char *contents, unsigned mode)
{
    assert_true(file_make_folders(path) && file_write(path, contents, strlen(contents), mode));
}

/* The head of a program for some machine. */
static void put_elf(const char *path, unsigned char class, unsigned short machine, unsigned mode)
{
    union { Elf32_Ehdr small; Elf64_Ehdr large; } head = {.large = {.e_ident = ELFMAG}};

    head.small.e_ident[EI_CLASS] = class;
    head.small.e_ident[EI_DATA] = ELFDATA2LSB;
    head.small.e_ident[EI_VERSION] = EV_CURRENT;
    head.small.e_type = ET_EXEC;
    head.small.e_machine = machine;
    head.small.e_version = EV_CURRENT;
    *(class == ELFCLASS32 ? &head.small.e_ehsize : &head.large.e_ehsize) =
        class == ELFCLASS32 ? sizeof(head.small) : sizeof(head.large);
    assert_true(file_make_folders(path) && file_write(path, (char *)&head, sizeof(head), mode));
}

static int set_up(void **state)
{
    (void)state;
    if (!mkdtemp(folder) || chdir(folder))
        return -1;
    put("www/index.html", "<p>hello\n", 0644);
    put("www/deep/er/note", "note\n", 0600);
    put("www/run.sh", "#!/bin/sh\necho hello\n", 0755);
    put("env.sh", "#!/usr/bin/env perl\n", 0755);
    put("data.sh", "#!/no/such/thing\n", 0644);
    put("init", "our init", 0755);
    return symlink("deep/er", "www/link") || symlink("gone", "www/dangling") || symlink("loop", "www/loop");
}

static int tear_down(void **state)
{
    (void)state;
    if (chdir("/"))
        return -1;
    file_remove(folder);
    return 0;
}

/* Loads a system with one Linux VM that has this `root:`; there must be no mistakes but `messages`. */
static void load(const char *root, struct system *system, const char *messages)
{
    struct diag diag = {.file = "m.yaml"};
    char *manifest = text("system: s\nvms:\n"
                          "  web: {guest: linux, root: [%s], run: [/bin/sh, -c, a b], env: {A: 1, HOME: /x}}\n", root);
    char *found;
    size_t size;
    FILE *out = open_memstream(&found, &size);

    put("m.yaml", manifest, 0644);
    system_load(&diag, system);
    diag_print(&diag, out);
    fclose(out);
    assert_string_equal(found, messages);
    free(found);
    free(manifest);
    diag_free(&diag);
}

static const struct plan_entry *entry_of(const struct system *system, const char *path)
{
    char *place = plan_resolve(&system->plans[0], path, false);
    const struct plan_entry *entry = plan_find(&system->plans[0], place);

    free(place);
    return entry;
}

static bool has(const struct system *system, const char *path, mode_t type)
{
    const struct plan_entry *entry = entry_of(system, path);

    return entry && (entry->mode & S_IFMT) == type;
}

static void test_program(void **state)
{
    struct system system = {0};

    (void)state;
    load("/bin/sh", &system, "");
    assert_true(has(&system, "/bin/sh", S_IFREG) || has(&system, "/bin/sh", S_IFLNK));
    assert_non_null(entry_of(&system, "/lib64/ld-linux-x86-64.so.2"));
    assert_true(has(&system, "/lib/x86_64-linux-gnu/libc.so.6", S_IFREG));
    assert_true(has(&system, "/dev/console", S_IFCHR));
    assert_true(has(&system, "/proc", S_IFDIR));
    assert_null(entry_of(&system, "/etc"));
    system_free(&system);
}

static void test_folder(void **state)
{
    struct system system = {0};

    (void)state;
    load("/bin/sh, \"www:/var/www\"", &system, "");
    assert_true(has(&system, "/var/www/index.html", S_IFREG));
    assert_int_equal(entry_of(&system, "/var/www/deep/er/note")->mode, S_IFREG | 0600);
    assert_string_equal(entry_of(&system, "/var/www/link")->source, "deep/er");
    assert_true(has(&system, "/var/www/dangling", S_IFLNK));
    assert_true(has(&system, "/var/www/loop", S_IFLNK));
    system_free(&system);
}

/* Programs for other machines are refused where they are named; a folder may hold some, and other files are data. */
static void test_foreign(void **state)
{
    struct system system = {0};

    (void)state;
    put_elf("old", ELFCLASS32, EM_386, 0755);
    put_elf("odd", ELFCLASS32, EM_X86_64, 0755);
    put_elf("arm", ELFCLASS64, EM_AARCH64, 0755);
    put_elf("data.elf", ELFCLASS32, EM_386, 0644);
    put_elf("vendor/sh", ELFCLASS32, EM_386, 0755);
#define MESSAGE(column, what) \
    "m.yaml:3:" column ": vm 'web': root: program '%s/" what "; expected one for x86-64, which is all that guests run\n"
    char *each = text(MESSAGE("39", "old' is a 32-bit (i386) ELF file") MESSAGE("51", "odd' is a 32-bit (x32) ELF file")
                      MESSAGE("63", "arm' is an ELF file for another machine"), folder, folder, folder);
    char *command = text(MESSAGE("52", "vendor/sh' is a 32-bit (i386) ELF file"), folder);

    load("/bin/sh, \"old:/old\", \"odd:/odd\", \"arm:/arm\", \"data.elf:/data.elf\", \"vendor:/vendor\"", &system, each);
    system_free(&system);
    load("\"vendor:/bin\"", &system, command);
    system_free(&system);
    free(each);
    free(command);
}

/* The same tree under its own name: links bring what they lead to. */
static void test_host_folder(void **state)
{
    struct system system = {0};
    char *root = text("/bin/sh, %s/www/link", folder), *note = text("%s/www/deep/er/note", folder);
    char *other = text("%s/www/index.html", folder);

    (void)state;
    load(root, &system, "");
    assert_true(has(&system, note, S_IFREG));
    assert_null(entry_of(&system, other));
    free(root);
    free(note);
    free(other);
    system_free(&system);
}

static void test_scripts(void **state)
{
    struct system system = {0};

    (void)state;
    load("/bin/sh, \"env.sh:/bin/env.sh\", \"data.sh:/data.sh\"", &system, "");
    assert_true(has(&system, "/usr/bin/perl", S_IFREG));
    assert_true(has(&system, "/usr/bin/env", S_IFREG));
    assert_true(has(&system, "/bin/env.sh", S_IFREG));
    system_free(&system);
}

/* A shell under another name runs by another path: the manifest's path decides. */
static void test_renamed(void **state)
{
    struct system system = {0};

    (void)state;
    load("\"/bin/busybox:/bin/sh\"", &system, "");
    assert_true(has(&system, "/bin/sh", S_IFREG));
    assert_null(entry_of(&system, "/bin/busybox"));
    system_free(&system);
}

static void pack(struct buffer *archive)
{
    struct system system = {0};

    load("/bin/sh, \"www:/var/www\"", &system, "");
    assert_int_equal(rootfs_pack(&system.plans[0], &system.manifest->vms[0], "init", archive), OUTCOME_OK);
    system_free(&system);
}

/* Reads the archive back; returns the contents of `path`. */
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

            assert_int_equal(archive_read_data(archive, buffer_extend(&contents, size), size), size);
        }
    archive_read_free(archive);
    return contents;
}

static void test_archive(void **state)
{
    static const char run[] = "3\0/bin/sh\0-c\0a b\0PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\0"
                              "TERM=dumb\0A=1\0HOME=/x";
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

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_program), cmocka_unit_test(test_folder), cmocka_unit_test(test_host_folder),
        cmocka_unit_test(test_foreign),
        cmocka_unit_test(test_scripts), cmocka_unit_test(test_renamed), cmocka_unit_test(test_archive),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
