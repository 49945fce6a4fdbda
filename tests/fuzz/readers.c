/* SPDX-License-Identifier: BSD-2-Clause */
/* The readers of the tool, and their seeds. */
#include <fcntl.h>
#include <partition.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../manifest/rules.h"
#include "base/files.h"
#include "fuzz.h"
#include "image/image.h"
#include "netbsd/store.h"
#include "system/link_map.h"
#include "system/system.h"

static void add_file(struct seeds *seeds, const char *path)
{
    struct buffer file = {0};

    if (!file_read(path, &file))
        exit(host_error("%s: %s", path, file_error()));
    seeds_add(seeds, file.data, file.size);
    buffer_free(&file);
}

/* ---- Manifests ------------------------------------------------------------------------------- */

static void prepare_manifests(struct seeds *seeds)
{
    static const char *const features[] = {"base", "proc", "net", "eth", "disk"};

    for (unsigned i = 0; i < COUNT(features); i++) {
        char *path = text("guests/linux/features/%s.config", features[i]);

        if (!file_make_folders(path) || !file_write(path, "", 0, 0644))
            exit(host_error("%s: %s", path, file_error()));
        free(path);
    }
    file_write("note.txt", "a note\n", 7, 0644);
    for (unsigned i = 0; i < rule_set_count; i++)
        for (unsigned j = 0; j < *rule_sets[i].count; j++)
            seeds_add(seeds, rule_sets[i].rules[j].manifest,
                      strlen(rule_sets[i].rules[j].manifest));
}

/* Keeps paths out of this machine's folders, except the test's: the time to read others does not
 * depend on the manifest. Leaves /bin/busybox, and paths in the guest, behind a colon. */
static void finish_manifest(struct buffer *input, uint64_t *random)
{
    static const char program[] = "/bin/busybox";
    const size_t length = strlen(program);

    (void)random;
    for (size_t i = 0; i < input->size; i++) {
        char *at = input->data + i;

        if (input->size - i >= length && !memcmp(at, program, length))
            i += length - 1;
        else if ((*at == '/' && (!i || at[-1] != ':')) || (*at == '.' && i && at[-1] == '.'))
            *at = '_';
    }
}

static void read_manifest(const struct buffer *input)
{
    struct diag diag = {.file = INPUT};
    struct system system = {0};

    put_input(input);
    system_load(&diag, &system);
    diag_print(&diag, stderr);
    system_free(&system);
    diag_free(&diag);
}

/* ---- Programs and kernels -------------------------------------------------------------------- */

static void prepare_elf(struct seeds *seeds)
{
    add_file(seeds, "static.elf");
    add_file(seeds, "needy.elf");
}

static void read_elf(const struct buffer *input)
{
    struct part part = {.name = "one", .file = INPUT, .kind = EVM_NATIVE, .ram_pages = 1};
    struct strings names = {0};
    struct buffer image = {0};
    const char *problem;
    uint64_t pages = 0;

    put_input(input);
    struct elf *elf = elf_open(INPUT, &problem);

    if (elf) {
        elf_interpreter(elf);
        elf_dynamic(elf, DT_NEEDED, &names);
        elf_dynamic(elf, DT_RUNPATH, &names);
    }
    elf_close(elf);
    strings_free(&names);
    image_write("test", EVM_MITIGATIONS_AUTO, &part, 1, &image, &pages);
    buffer_free(&image);
}

static void prepare_kernel(struct seeds *seeds)
{
    add_file(seeds, "kernel.elf");
}

static void read_kernel(const struct buffer *input)
{
    struct buffer image = {0}, bootable = {0};
    uint64_t end;

    put_input(input);
    buffer_extend(&image, 4096);
    image_boot(INPUT, &image, &bootable, &end);
    buffer_free(&image);
    buffer_free(&bootable);
}

/* ---- Archives -------------------------------------------------------------------------------- */

static void prepare_archive(struct seeds *seeds)
{
    add_file(seeds, "rump/librump.a");
    add_file(seeds, "rump/librumpfs_ffs.a");
    add_file(seeds, "libraries/lib/cos/libcos.a");
}

static void read_archive(const struct buffer *input)
{
    struct netbsd_archive archive;
    struct strings symbols = {0};
    char *problem = NULL;

    put_input(input);
    if (netbsd_archive_read(INPUT, &archive, &problem))
        netbsd_archive_free(&archive);
    free(problem);
    netbsd_archive_index(INPUT, &symbols);
    strings_free(&symbols);
}

static void read_tar(const struct buffer *input)
{
    struct netbsd_set set;
    char *problem = NULL;

    put_input(input);
    char *folder = netbsd_store(INPUT, &set, &problem);

    if (folder)
        netbsd_set_close(&set);
    free(folder);
    free(problem);
}

/* ---- Disks and maps -------------------------------------------------------------------------- */

static bool read_sector(void *file, uint64_t sector, uint8_t *bytes)
{
    return pread(*(int *)file, bytes, BLOCK_SECTOR, sector * BLOCK_SECTOR) == BLOCK_SECTOR;
}

/* An MBR with two partitions, the second one with logical ones; and the head of a GPT. */
static void prepare_disk(struct seeds *seeds)
{
    unsigned char disk[64][BLOCK_SECTOR] = {0};
    const unsigned char entries[][16] = {
        {[4] = 0x83, [8] = 1, [12] = 8},
        {[4] = 0x0f, [8] = 16, [12] = 40},
    };

    memcpy(disk[0] + 446, entries, sizeof(entries));
    memcpy(disk[16] + 446, entries, sizeof(entries));
    disk[0][510] = disk[16][510] = 0x55;
    disk[0][511] = disk[16][511] = 0xaa;
    seeds_add(seeds, disk, sizeof(disk));
    disk[0][450] = 0xee;
    memcpy(disk[1], "EFI PART\0\0\1\0\x5c", 13);
    disk[1][72] = 2;
    disk[1][80] = 128;
    disk[1][84] = 128;
    seeds_add(seeds, disk, sizeof(disk));
}

static void read_disk(const struct buffer *input)
{
    put_input(input);
    int file = open(INPUT, O_RDONLY);
    struct partition_disk disk = {input->size / BLOCK_SECTOR, read_sector, &file};
    struct extent extent;

    for (unsigned part = 1; part <= PARTITION_MOST; part = part * 2 + 1)
        if (!partition_find(&disk, part, &extent) &&
            (extent.first >= disk.sectors || extent.count > disk.sectors - extent.first))
            abort();
    close(file);
}

static void prepare_map(struct seeds *seeds)
{
    static const char map[] =
        "Memory Configuration\n\nLinker script and memory map\n\n.text           "
        "0x0000000000400000      0x6a0\n"
        " *(.text .text.*)\n .text          0x0000000000400000       0x42 /tmp/client-0.o\n"
        "                0x0000000000400000                main\n .text.long_name_of_a_function\n"
        "                0x0000000000400042      0x100 librump.a(rump.o)\n *fill*         "
        "0x0000000000400142       0xe \n"
        "OUTPUT(vm.elf elf64-x86-64)\n";

    seeds_add(seeds, map, strlen(map));
}

static void count_piece(const char *section, const char *file, uint64_t bytes, void *total)
{
    *(uint64_t *)total += bytes + strlen(section) + strlen(file);
}

static void read_map(const struct buffer *input)
{
    uint64_t total = 0;

    put_input(input);
    link_map_read(INPUT, count_piece, &total);
}

const struct reader readers[] = {
    {"manifest", prepare_manifests, finish_manifest, read_manifest},
    {"elf", prepare_elf, NULL, read_elf},
    {"kernel", prepare_kernel, NULL, read_kernel},
    {"archive", prepare_archive, NULL, read_archive},
    {"root", prepare_root, NULL, read_root},
    {"set", prepare_tar, finish_tar, read_tar},
    {"disk", prepare_disk, NULL, read_disk},
    {"map", prepare_map, NULL, read_map},
    {"crash", prepare_crash, finish_crash, read_crash},
};
const unsigned reader_count = COUNT(readers);
