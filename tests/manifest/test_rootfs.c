/* SPDX-License-Identifier: BSD-2-Clause */
/* Root file systems: the tree that a list of paths makes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include "roots.h"

/* Writes the head of a program for some machine. */
static void put_elf(const char *path, unsigned char class, unsigned short machine, unsigned mode)
{
    union {
        Elf32_Ehdr small;
        Elf64_Ehdr large;
    } head = {.large = {.e_ident = ELFMAG}};

    head.small.e_ident[EI_CLASS] = class;
    head.small.e_ident[EI_DATA] = ELFDATA2LSB;
    head.small.e_ident[EI_VERSION] = EV_CURRENT;
    head.small.e_type = ET_EXEC;
    head.small.e_machine = machine;
    head.small.e_version = EV_CURRENT;
    *(class == ELFCLASS32 ? &head.small.e_ehsize : &head.large.e_ehsize) = class == ELFCLASS32
                                                                               ? sizeof(head.small)
                                                                               : sizeof(head.large);
    assert_true(file_make_folders(path) && file_write(path, (char *)&head, sizeof(head), mode));
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

/* The tool refuses a named program for another machine; a folder may hold some, and other files are
 * data. */
static void test_foreign(void **state)
{
    struct system system = {0};

    (void)state;
    put_elf("old", ELFCLASS32, EM_386, 0755);
    put_elf("odd", ELFCLASS32, EM_X86_64, 0755);
    put_elf("arm", ELFCLASS64, EM_AARCH64, 0755);
    put_elf("data.elf", ELFCLASS32, EM_386, 0644);
    put_elf("vendor/sh", ELFCLASS32, EM_386, 0755);
#define MESSAGE(column, what)                                                                    \
    "m.yaml:3:" column ": vm 'web': root: program '%s/" what "; expected one for x86-64, which " \
    "is all that guests run\n"
    char *each = text(MESSAGE("39", "old' is a 32-bit (i386) ELF file")
                          MESSAGE("51", "odd' is a 32-bit (x32) ELF file")
                              MESSAGE("63", "arm' is an ELF file for another machine"),
                      folder, folder, folder);
    char *command = text(MESSAGE("52", "vendor/sh' is a 32-bit (i386) ELF file"), folder);

    load("/bin/sh, \"old:/old\", \"odd:/odd\", \"arm:/arm\", \"data.elf:/data.elf\", "
         "\"vendor:/vendor\"",
         &system, each);
    system_free(&system);
    load("\"vendor:/bin\"", &system, command);
    system_free(&system);
    free(each);
    free(command);
}

/* A tree of this machine under its own name: links bring their targets. */
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

static void expect(const char *root, const char *format)
{
    struct system system = {0};
    char *messages = text(format, folder, folder);

    load(root, &system, messages);
    system_free(&system);
    free(messages);
}

/* Writes a script whose interpreter is that file of the test's folder. */
static void put_script(const char *path, const char *interpreter)
{
    char *line = text("#!%s/%s\n", folder, interpreter);

    put(path, line, 0755);
    free(line);
}

/* A supplier's folder cannot ask for files that it should not have. */
static void test_strangers(void **state)
{
    (void)state;
    put("secret/key", "secret\n", 0600);
    put("secret/tool", "#!/bin/sh\n", 0700);
    put_script("v/key", "secret/key");
    expect("/bin/sh, \"v:/v\"", "m.yaml:3:39: vm 'web': root: '%s/v/key' needs the interpreter "
                                "'%s/secret/key', which is no program or library; expected a "
                                "program or library that all may read: it is not in the VM\n");
    put_script("v/key", "secret/tool");
    expect("/bin/sh, \"v:/v\"",
           "m.yaml:3:39: vm 'web': root: '%s/v/key' needs the interpreter '%s/secret/tool', which "
           "not all users of this machine may read; expected a program or library that all may "
           "read: it is not in the VM\n");
    put("v/key", "#!/\n", 0755);
    expect("/bin/sh, \"v:/v\"",
           "m.yaml:3:39: vm 'web': root: '%s/v/key' needs the interpreter '/', which is no file; "
           "expected a program or library that all may read: it is not in the VM\n");
    put("v/key", "#!/proc/self/exe\n", 0755);
    expect("/bin/sh, \"v:/v\"",
           "m.yaml:3:39: vm 'web': root: '%s/v/key' needs the interpreter '/proc/self/exe', which "
           "is in a file system that the kernel makes; expected a program or library that all may "
           "read: it is not in the VM\n");
    put("v/key", "#!\n", 0755);
    expect("/bin/sh, \"v:/v\"", "");
    expect("/bin/sh, \"v/key:/v\"", "m.yaml:3:39: vm 'web': root: '%s/v/key' needs the interpreter "
                                    "'', which is no absolute path; expected one\n");
    put("v/key", "#!loop\n", 0755);
    expect("/bin/sh, \"v:/v\"", "");
    assert_false(unlink("v/key") || symlink("/", "v/all"));
    expect("/bin/sh, \"v:/v\"", "m.yaml:3:39: note: vm 'web': root: the link '/v/all' leads to "
                                "'/', which is left out: add it to root if the VM is to have it\n");
    assert_false(unlink("v/all") || symlink("/etc/shadow", "v/shadow"));
    expect("/bin/sh, \"v:/v\"", "m.yaml:3:39: vm 'web': root: the link '/v/shadow' leads to "
                                "'/etc/shadow', which not all users of this machine may read: it "
                                "is not in the VM; add it to root, or remove the link\n");
    assert_false(unlink("v/shadow") || symlink("/proc/self/mounts", "v/mounts") ||
                 symlink("/v/round", "v/round"));
    expect("/bin/sh, \"v:/v\"", "");
}

static void count_outside(const struct plan_entry *entry, void *count)
{
    assert_non_null(entry->user);
    assert_string_not_equal(entry->path, "/usr/bin/dash");
    ++*(unsigned *)count;
}

/* The tool lists added files: libraries and interpreters, not those that an entry names. */
static void test_outside(void **state)
{
    struct system system = {0};
    unsigned count = 0;

    (void)state;
    load("/bin/sh", &system, "");
    rootfs_each_outside(&system.plans[0], count_outside, &count);
    assert_true(count >= 2); /* dynamic linker, C library */
    system_free(&system);
}

/* A file of the VM's own goes before this machine's file at the same path. */
static void test_own_first(void **state)
{
    struct system system = {0};

    (void)state;
    put("tree/bin/tool", "#!/usr/bin/perl\n", 0755);
    put("tree/usr/bin/perl", "#!/bin/sh\n", 0755);
    assert_false(symlink("/usr/bin/env", "tree/link"));
    put("tree/usr/bin/env", "#!/bin/sh\n", 0755);
    load("/bin/sh, \"tree/link:/opt/l\", \"tree/usr/bin/env:/usr/bin/env\", "
         "\"tree/bin/tool:/opt/tool\", \"tree/usr/bin/perl:/usr/bin/perl\"",
         &system, "");
    assert_non_null(strstr(entry_of(&system, "/usr/bin/perl")->source, "tree/usr/bin/perl"));
    assert_non_null(strstr(entry_of(&system, "/usr/bin/env")->source, "tree/usr/bin/env"));
    system_free(&system);
}

/* A complete tree: the tool adds nothing from this machine, and the tree's links lead into it. */
static void test_whole_root(void **state)
{
    struct system system = {0};
    unsigned count = 0;

    (void)state;
    put("whole/usr/bin/perl", "#!/usr/bin/shell\n", 0755);
    put("whole/usr/bin/shell", "no program of this machine\n", 0755);
    assert_false(file_make_folders("whole/bin/x") == false ||
                 symlink("/etc/alternatives/sh", "whole/bin/sh"));
    assert_false(file_make_folders("whole/etc/alternatives/x") == false ||
                 symlink("/usr/bin/perl", "whole/etc/alternatives/sh"));
    load("\"whole:/\"", &system, "");
    assert_non_null(strstr(entry_of(&system, "/usr/bin/perl")->source, "whole/usr/bin/perl"));
    rootfs_each_outside(&system.plans[0], count_outside, &count);
    assert_int_equal(count, 0);
    assert_null(plan_find(&system.plans[0], "//usr"));
    system_free(&system);
}

static void test_refused(void **state)
{
    (void)state;
    expect("/bin/sh, /proc/cpuinfo",
           "m.yaml:3:39: vm 'web': root: '/proc/cpuinfo' is in '/proc', where the kernel makes "
           "files as they are read; remove it: the VM has its own\n");
    expect("/bin/sh, \"/proc/self/status:/x\"",
           "m.yaml:3:39: vm 'web': root: '/proc/self/status' is in '/proc', where the kernel makes "
           "files as they are read; remove it: the VM has its own\n");
    expect("/bin/sh, \"data.sh:/TRAILER!!!\"",
           "m.yaml:3:39: vm 'web': root: nothing can be at '/TRAILER!!!', which ends an initramfs; "
           "give it another name\n");
    put("huge", "", 0644);
    assert_false(truncate("huge", 4ll << 30));
    expect("/bin/sh, \"huge:/huge\"", "m.yaml:3:39: vm 'web': root: '%s/huge' has 4096 MiB; "
                                      "expected files below 4 GiB: put it on a disk ('disks')\n");
    assert_false(unlink("huge"));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_program),     cmocka_unit_test(test_folder),
        cmocka_unit_test(test_host_folder), cmocka_unit_test(test_foreign),
        cmocka_unit_test(test_scripts),     cmocka_unit_test(test_renamed),
        cmocka_unit_test(test_strangers),   cmocka_unit_test(test_outside),
        cmocka_unit_test(test_own_first),   cmocka_unit_test(test_refused),
        cmocka_unit_test(test_whole_root),
    };

    return cmocka_run_group_tests(tests, roots_begin, roots_end);
}
