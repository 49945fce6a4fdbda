/* SPDX-License-Identifier: BSD-2-Clause */
/* Rights of a system whose VMs drive its devices, as a list, as a graph and as facts that differ.
 * Usage: test_meaning FIXTURES */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "diff/compare.h"
#include "graph/graph.h"
#include "meaning/authority.h"

#define DRIVEN(mode)                                             \
    "system: s\n"                                                \
    "switches: {lan: {uplink: nic0, driver: n}}\n"               \
    "disks:\n"                                                   \
    "  data: {image: data.img, size: 4M, driver: d}\n"           \
    "  own: {image: own.img, size: 4M}\n"                        \
    "vms:\n"                                                     \
    "  n: {guest: netbsd, pci: ['8086:10d3']}\n"                 \
    "  d: {guest: netbsd, pci: ['1af4:1001'], dma: trusted}\n"   \
    "  a:\n    guest: native\n    program: fixture_static.elf\n" \
    "    net: {lan: dhcp}\n    disks: {x: {disk: data, mode: " mode "}, y: own}\n"

static const char *const rights[] = {
    "n driver of the uplink of switch 'lan'",
    "n PCI device 8086:10d3",
    "d driver of disk 'data'",
    "d PCI device 1af4:1001",
    "d all memory of the machine, by its devices (dma: trusted)",
    "a port of switch 'lan' dhcp",
    "a the network beyond switch 'lan' (nic0) connects and answers",
    "a disk 'data' ro",
    "a disk 'own' rw",
    "own.disk PCI device 1af4:1042, virtio disk",
};

static struct manifest *load(const char *file)
{
    struct diag diag = {.file = file};
    struct manifest *manifest = manifest_load(&diag);

    diag_print(&diag, stderr);
    assert_int_equal(diag.count, 0);
    diag_free(&diag);
    return manifest;
}

static void test_rights(void **state)
{
    struct manifest *manifest = load("ro.yaml");
    struct authorities list = {0};

    (void)state;
    authorities_list(manifest, &list);
    assert_int_equal(list.count, COUNT(rights));
    for (uint32_t i = 0; i < list.count; i++) {
        const struct authority *held = &list.item[i];
        char *said = text("%s %s%s%s", held->holder, held->what, held->right ? " " : "",
                          held->right ? held->right : "");

        assert_string_equal(said, rights[i]);
        free(said);
    }
    authorities_free(&list);
    manifest_free(manifest);
}

/* Returns what the graph says; the caller frees it. */
static char *graph_of(const struct manifest *manifest)
{
    char *said = NULL;
    size_t size;
    FILE *out = open_memstream(&said, &size), *kept = stdout;

    assert_non_null(out);
    stdout = out;
    graph_print(manifest);
    stdout = kept;
    fclose(out);
    return said;
}

static void test_graph(void **state)
{
    static const char *const lines[] = {
        "\"a\" -> \"data.block\" [label=\"ro\"];",
        "\"a\" -> \"own.disk\" [label=\"rw\"];",
        "\"data.block\" -> \"d\" [label=\"\", dir=both];",
        "\"lan.switch\" -> \"n\" [label=\"\", dir=both];",
        "\"n\" -> \"machine: nic0\" [label=\"PCI device 8086:10d3\"];",
        "\"d\" -> \"machine: disk data\" [label=\"PCI device 1af4:1001\\nDMA to all memory\", "
        "color",
    };
    struct manifest *manifest = load("ro.yaml");
    char *said = graph_of(manifest);

    (void)state;
    for (unsigned i = 0; i < COUNT(lines); i++)
        if (!strstr(said, lines[i]))
            fail_msg("expected %s in %s", lines[i], said);
    free(said);
    manifest_free(manifest);
}

static void list_facts(const char *file, struct system *system, struct facts *facts)
{
    system->manifest = load(file);
    system->plans = need((system->manifest->vm_count + 1) * sizeof(struct plan));
    system->components = need((system->manifest->vm_count + 1) * sizeof(bool *));
    facts_list(system, facts);
}

static void test_differences(void **state)
{
    struct system old = {0}, new = {0};
    struct facts left = {0}, right = {0};
    struct differences differences = {0};

    (void)state;
    list_facts("ro.yaml", &old, &left);
    list_facts("rw.yaml", &new, &right);
    compare(&left, &right, &differences);
    /* a VM that may write uses the disk alone: it has a link to the driver, without the service */
    assert_int_equal(differences.count, 2);
    assert_int_equal(differences_count(&differences, FACT_AUTHORITY, CHANGE_GAINED), 2);
    assert_string_equal(fact_of(&differences.item[0])->what, "disk 'data'");
    assert_string_equal(fact_of(&differences.item[1])->what, "memory shared with 'd'");
    free(differences.item);
    differences = (struct differences){0};
    compare(&right, &left, &differences);
    assert_int_equal(differences_count(&differences, FACT_AUTHORITY, CHANGE_LOST), 2);
    free(differences.item);
    facts_free(&left);
    facts_free(&right);
    system_free(&old);
    system_free(&new);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rights), cmocka_unit_test(test_graph),
                                       cmocka_unit_test(test_differences)};
    static const char ro[] = DRIVEN("ro"), rw[] = DRIVEN("rw");
    char folder[] = "/tmp/evm-meaning-XXXXXX";
    char *program = argc == 2 ? text("%s/fixture_static.elf", argv[1]) : NULL;

    if (!program || !mkdtemp(folder) || chdir(folder) ||
        !file_copy_changed(program, "fixture_static.elf") ||
        !file_write("ro.yaml", ro, strlen(ro), 0644) ||
        !file_write("rw.yaml", rw, strlen(rw), 0644)) {
        fprintf(stderr, "usage: %s FIXTURES\n", argv[0]);
        return 1;
    }
    int failed = cmocka_run_group_tests_name("meaning of a system", tests, NULL, NULL);

    free(program);
    if (chdir("/") == 0)
        file_remove(folder);
    return failed != 0;
}
