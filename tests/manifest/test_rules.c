/* SPDX-License-Identifier: BSD-2-Clause */
/* Loads each manifest of the table and compares the tool's messages with the expected ones. Usage:
 * test_rules FIXTURES */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/files.h"
#include "rules.h"
#include "rump.h"
#include "system/system.h"

#define MANIFEST  "m.yaml"
#define MUTATIONS 1000
#define LINE      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define SECTOR    LINE LINE LINE LINE LINE LINE LINE LINE /* 512 bytes */
#define SEED      20231123 /* seed of the mutations: the same ones each time */

static char folder[] = "/tmp/evm-rules-XXXXXX";

static void put(const char *path, const char *contents, unsigned mode)
{
    if (!file_make_folders(path) || !file_write(path, contents, strlen(contents), mode)) {
        perror(path);
        exit(1);
    }
}

/* An MBR with partitions of sectors 2 and 3, 4 and 5, 3 and 4. */
static void make_partitions(const char *path)
{
    static const uint8_t parts[][2] = {{2, 2}, {4, 2}, {3, 2}}; /* first sector, how many */
    char disk[8 * 512] = {[510] = 0x55, [511] = (char)0xaa};

    for (unsigned i = 0; i < COUNT(parts); i++) {
        char *entry = disk + 446 + 16 * i;

        entry[4] = (char)0x83;
        entry[8] = parts[i][0];
        entry[12] = parts[i][1];
    }
    if (!file_write(path, disk, sizeof(disk), 0644)) {
        perror(path);
        exit(1);
    }
}

/* Makes needy.elf with `new` in place of one of its texts that is as long or longer. */
static void make_needy(const char *path, const char *old, const char *new)
{
    struct buffer program = {0};
    char *at = NULL;

    if (file_read("needy.elf", &program))
        at = memmem(program.data, program.size, old, strlen(old) + 1);
    if (at)
        memcpy(at, new, strlen(new) + 1);
    if (!at || !file_write(path, program.data, program.size, 0755)) {
        fprintf(stderr, "needy.elf: no text '%s'\n", old);
        exit(1);
    }
    buffer_free(&program);
}

static void make_folder(const char *fixtures)
{
    static const char *const programs[] = {"static.elf", "plain.elf", "needy.elf", "kernel.elf"};

    if (!mkdtemp(folder) || chdir(folder)) {
        perror(folder);
        exit(1);
    }
    for (unsigned i = 0; i < COUNT(programs); i++) {
        char *from = text("%s/fixture_%s", fixtures, programs[i]);

        if (!file_copy_changed(from, programs[i])) {
            perror(from);
            exit(1);
        }
        free(from);
    }
    make_needy("greedy.elf", "libabsent.so", "/etc/shadow");
    make_needy("grasping.elf", "libabsent.so", "../x.so");
    make_needy("curious.elf", "/lib64/ld-linux-x86-64.so.2", "/etc/shadow");
    make_needy("lost.elf", "/lib64/ld-linux-x86-64.so.2", "/");
    put("note.txt", "a note\n", 0644);
    if (symlink("/", "all"))
        perror("all");
    put("idle.sh", "#!/bin/sh\n", 0644);
    put("script", "#!/no/such/shell\n", 0755);
    put("tree/script", "#!/no/such/shell\n", 0755);
    if (!file_copy_changed("needy.elf", "tree/needy.elf")) {
        perror("tree/needy.elf");
        exit(1);
    }
    put("guests/linux/features/base.config", "", 0644);
    put("guests/linux/features/proc.config", "", 0644);
    put("guests/linux/features/net.config", "", 0644);
    put("guests/linux/features/eth.config", "", 0644);
    put("guests/linux/features/disk.config", "", 0644);
    put("empty.img", "", 0644);
    put("odd.img", "x", 0644);
    put("fs.img", SECTOR, 0644);
    put("large.img", "", 0644);
    if (truncate("large.img", FILE_MOST + 512) || symlink("fs.img", "link.img") ||
        mkfifo("pipe", 0644)) {
        perror("large.img, link.img, pipe");
        exit(1);
    }
    make_partitions("parts.img");
    put("main.c", "int main(void) { return 0; }\n", 0644);
    rump_environment(folder);
}

/* Returns the size of a file in whole pages. */
static unsigned long kib_of(const char *path)
{
    struct stat status = {0};

    assert_int_equal(stat(path, &status), 0);
    return (status.st_size + 4095) / 4096 * 4;
}

/* Skips a word. */
static bool is_word(const char **text, const char *word)
{
    bool is = !strncmp(*text, word, strlen(word));

    *text += is ? strlen(word) : 0;
    return is;
}

/* Expands what depends on the machine: the test's folder, and the path and size of its busybox. */
static char *expand(const char *messages)
{
    char *busybox = realpath("/bin/busybox", NULL);
    struct buffer result = {0};

    assert_non_null(busybox);
    unsigned long kib = kib_of(busybox), least = (kib + 2 * 1024 + 1023) / 1024;

    while (*messages) {
        size_t plain = strcspn(messages, "%");

        buffer_add(&result, messages, plain);
        messages += plain;
        if (is_word(&messages, "%FOLDER%"))
            buffer_string(&result, folder);
        else if (is_word(&messages, "%BUSYBOX%"))
            buffer_format(&result, "%lu", kib);
        else if (is_word(&messages, "%LEAST%"))
            buffer_format(&result, "%lu", least);
        else if (is_word(&messages, "%BUSYBOX_PATH%"))
            buffer_string(&result, busybox);
        else if (*messages)
            buffer_add(&result, messages++, 1);
    }
    buffer_extend(&result, 1);
    free(busybox);
    return result.data;
}

static char *messages_of(const char *file)
{
    struct diag diag = {.file = file};
    struct system system = {0};
    char *messages = NULL;
    size_t size;
    FILE *out = open_memstream(&messages, &size);

    system_load(&diag, &system);
    diag_print(&diag, out);
    diag_print_notes(&diag, out);
    fclose(out);
    system_free(&system);
    diag_free(&diag);
    return messages;
}

static void test_rule(void **state)
{
    const struct rule *rule = *state;

    put(MANIFEST, rule->manifest, 0644);
    char *found = messages_of(MANIFEST), *expected = expand(rule->messages);

    assert_string_equal(found, expected);
    free(found);
    free(expected);
}

static void test_no_file(void **state)
{
    char *found = messages_of("gone.yaml");

    (void)state;
    assert_string_equal(found, "gone.yaml: cannot be read: No such file or directory; expected the "
                               "path of a manifest\n");
    free(found);
}

static void test_folder(void **state)
{
    char *found = messages_of("guests");

    (void)state;
    assert_string_equal(found,
                        "guests: is a folder; expected the path of a manifest, a YAML file\n");
    free(found);
}

/* The tool does not wait for a writer. */
static void test_pipe(void **state)
{
    char *found = messages_of("pipe"), *device = messages_of("/dev/zero");

    (void)state;
    assert_string_equal(found, "pipe: is a pipe or a device, not a file; expected the path of a "
                               "manifest, a YAML file\n");
    assert_string_equal(device, "/dev/zero: is a pipe or a device, not a file; expected the path "
                                "of a manifest, a YAML file\n");
    free(found);
    free(device);
}

/* Input that would keep the library, or the checks, busy for minutes. */
static void test_endless(void **state)
{
    static const char *const parts[] = {"[",  "{a: ", "- ",   "a: 1\n",
                                        "? ", "a,",   "&a [", "\"a\" : "};
    struct timespec start, end;

    (void)state;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (unsigned i = 0; i < COUNT(parts); i++) {
        struct buffer manifest = {0};

        for (unsigned j = 0; j < 200000; j++)
            buffer_string(&manifest, parts[i]);
        buffer_extend(&manifest, 1);
        put(MANIFEST, manifest.data, 0644);
        free(messages_of(MANIFEST));
        buffer_free(&manifest);
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    /* seconds for all of them, on a busy machine */
    assert_in_range(end.tv_sec - start.tv_sec, 0, 30);
}

/* Checks a manifest with `count` VMs that have that key. */
static void check_vms(unsigned count, const char *key, const char *expected)
{
    struct buffer manifest = {0};

    buffer_string(&manifest, "system: s\nvms:\n");
    for (unsigned i = 0; i < count; i++)
        buffer_format(&manifest, "  vm%u: {guest: native, program: static.elf%s}\n", i, key);
    buffer_extend(&manifest, 1);
    put(MANIFEST, manifest.data, 0644);
    char *found = messages_of(MANIFEST);

    assert_string_equal(found, expected);
    free(found);
    buffer_free(&manifest);
}

static void test_too_many(void **state)
{
    (void)state;
    check_vms(61, "", MANIFEST ":63:3: key 'vms': 61 VMs; expected at most 60\n");
    check_vms(60, ", rng: yes",
              MANIFEST
              ":3:3: key 'vms': 60 VMs, and 2 components for disks, switches, 'rng', "
              "'watchdog', 'crashes', 'control' and devices; expected at most 60 together\n");
    check_vms(58, ", rng: yes", "");
    check_vms(60, "", "");
}

/* Damaged manifests: the tool never crashes. */
static void test_mutations(void **state)
{
    static const char bytes[] = "{}[]:,-#&*!|>'\"%@`\n\t 0ax\xff";
    uint64_t random = SEED;

    (void)state;
    for (unsigned round = 0; round < MUTATIONS; round++) {
        char *manifest = text("%s", rules[round % rule_count].manifest);
        size_t size = strlen(manifest);

        for (unsigned edits = 0; size && edits <= round % 4; edits++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            manifest[(random >> 33) % size] = bytes[(random >> 24) % (sizeof(bytes) - 1)];
        }
        put(MANIFEST, manifest, 0644);
        free(messages_of(MANIFEST));
        free(manifest);
    }
}

static struct CMUnitTest *add_rules(struct CMUnitTest *end, const struct rule *table,
                                    unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        *end++ = (struct CMUnitTest){
            .name = table[i].name,
            .test_func = test_rule,
            .initial_state = (void *)&table[i],
        };
    return end;
}

int main(int argc, char *argv[])
{
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(test_no_file),  cmocka_unit_test(test_folder),
        cmocka_unit_test(test_too_many), cmocka_unit_test(test_pipe),
        cmocka_unit_test(test_endless),  cmocka_unit_test(test_mutations),
    };
    unsigned count = COUNT(others);

    for (unsigned i = 0; i < rule_set_count; i++)
        count += *rule_sets[i].count;
    struct CMUnitTest *tests = need(count * sizeof(*tests)), *end = tests;

    if (argc != 2) {
        fprintf(stderr, "usage: %s FIXTURES\n", argv[0]);
        return 1;
    }
    make_folder(argv[1]);
    for (unsigned i = 0; i < rule_set_count; i++)
        end = add_rules(end, rule_sets[i].rules, *rule_sets[i].count);
    memcpy(end, others, sizeof(others));
    int failed = _cmocka_run_group_tests("manifest rules", tests, end - tests + COUNT(others), NULL,
                                         NULL);

    free(tests);
    if (chdir("/") == 0)
        file_remove(folder);
    return failed != 0;
}
