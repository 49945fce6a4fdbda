/* SPDX-License-Identifier: BSD-2-Clause */
/* Images as the kernel and the booter will read them. Usage: test_image FIXTURES */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <cos/abi.h>
#include <cos/stacks.h>
#include <evm/checksum.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include "image/image.h"

static char *program, *kernel, *needy;

/* Writes a booter and two VMs that run the same program; the second may call the first. */
static void write_image(struct buffer *image, uint64_t *pages)
{
    static const struct evm_grant call = {.type = EVM_GRANT_CALL, .a = 1, .b = 0};
    struct part parts[] = {
        {.name = "booter", .file = program, .kind = EVM_BOOTER},
        {.name = "one", .file = program, .kind = EVM_NATIVE, .priority = 100, .ram_pages = 16},
        {.name = "two",
         .file = program,
         .kind = EVM_NATIVE,
         .flags = EVM_CRITICAL,
         .grants = &call,
         .grant_count = 1},
    };

    assert_int_equal(
        image_write("test", EVM_MITIGATIONS_REQUIRED, parts, COUNT(parts), image, pages),
        OUTCOME_OK);
}

static const void *at(const struct buffer *image, uint32_t offset)
{
    return image->data + offset;
}

static void test_header(void **state)
{
    struct buffer image = {0};
    uint64_t pages = 0;
    struct evm_image header;

    (void)state;
    write_image(&image, &pages);
    memcpy(&header, image.data, sizeof(header));
    assert_int_equal(header.magic, EVM_IMAGE_MAGIC);
    assert_int_equal(header.version, EVM_IMAGE_VERSION);
    assert_int_equal((uint64_t)header.pages * COS_PAGE_SIZE, image.size);
    assert_int_equal(header.component_count, 3);
    assert_string_equal(header.system, "test");
    assert_int_equal(header.mitigations, EVM_MITIGATIONS_REQUIRED);
    assert_null(evm_header_problem((void *)image.data, header.pages));
    assert_non_null(evm_header_problem((void *)image.data, header.pages - 1));
    buffer_free(&image);
}

/* If the header loses any single bit, none of it is used. */
static void test_header_flips(void **state)
{
    struct buffer image = {0};
    uint64_t pages = 0;

    (void)state;
    write_image(&image, &pages);
    const struct evm_image *header = at(&image, 0);
    uint64_t bits = (uint64_t)header->header_pages * COS_PAGE_SIZE * 8, all = header->pages;

    for (uint64_t bit = 0; bit < bits; bit++) {
        image.data[bit / 8] ^= 1 << bit % 8;
        assert_non_null(evm_header_problem(header, all));
        image.data[bit / 8] ^= 1 << bit % 8;
    }
    assert_null(evm_header_problem(header, all));
    buffer_free(&image);
}

/* Each page has a checksum, which a change of any word changes. */
static void test_sums(void **state)
{
    struct buffer image = {0};
    uint64_t pages = 0;

    (void)state;
    write_image(&image, &pages);
    const struct evm_image *header = at(&image, 0);
    const uint64_t *sums = (const void *)(image.data + (size_t)header->sums * COS_PAGE_SIZE);

    assert_int_equal(header->sums + header->sum_pages, header->pages);
    assert_int_equal(evm_sum(EVM_SUM_START, sums, header->sum_pages * EVM_PAGE_WORDS),
                     header->sums_checksum);
    for (uint32_t page = header->header_pages; page < header->sums; page++) {
        uint64_t *words = (void *)(image.data + (size_t)page * COS_PAGE_SIZE);

        assert_int_equal(evm_page_sum(words), sums[page]);
        for (unsigned bit = 0; bit < 64 * EVM_PAGE_WORDS; bit++) {
            words[bit / 64] ^= 1ull << bit % 64;
            assert_int_not_equal(evm_page_sum(words), sums[page]);
            words[bit / 64] ^= 1ull << bit % 64;
        }
    }
    buffer_free(&image);
}

static bool same_pages(const struct buffer *image, uint32_t one, uint32_t other, uint32_t pages)
{
    return !memcmp(image->data + (size_t)one * COS_PAGE_SIZE,
                   image->data + (size_t)other * COS_PAGE_SIZE, (size_t)pages * COS_PAGE_SIZE);
}

/* Two VMs of one program: one asks for second copies; both refer to them, and each page has just
 * one. */
static void test_spare(void **state)
{
    struct image_blob blob = {.name = "args"}, other_blob = {.name = "other"};
    struct buffer image = {0}, plain = {0};
    uint64_t pages = 0, plain_pages = 0;

    (void)state;
    buffer_string(&blob.bytes, "arguments");
    buffer_string(&other_blob.bytes, "others");
    struct part parts[] = {
        {.name = "booter", .file = program, .kind = EVM_BOOTER},
        {.name = "one", .file = program, .kind = EVM_NATIVE, .blobs = &blob, .blob_count = 1},
        {.name = "two", .file = program, .kind = EVM_NATIVE, .blobs = &other_blob, .blob_count = 1},
    };

    assert_int_equal(
        image_write("test", EVM_MITIGATIONS_AUTO, parts, COUNT(parts), &plain, &plain_pages),
        OUTCOME_OK);
    for (unsigned i = 0; i < COUNT(parts); i++)
        parts[i].cost = (struct part_cost){0};
    parts[1].spare = true;
    assert_int_equal(image_write("test", EVM_MITIGATIONS_AUTO, parts, COUNT(parts), &image, &pages),
                     OUTCOME_OK);
    const struct evm_image *header = at(&image, 0);
    const struct evm_component *components = at(&image, header->components);
    const struct evm_segment *segments = at(&image, header->segments);
    const struct evm_blob *blobs = at(&image, header->blobs);
    uint32_t copied = 1; /* the blob's page */

    for (uint32_t i = 0; i < components[1].segment_count; i++) {
        const struct evm_segment *one = &segments[components[1].segment_first + i];
        const struct evm_segment *two = &segments[components[2].segment_first + i];

        copied += one->file_pages;
        assert_int_equal(one->copy, two->copy);
        assert_true(!one->file_pages == !one->copy && one->copy != one->page);
        assert_true(same_pages(&image, one->page, one->copy, one->file_pages));
    }
    assert_true(blobs[0].copy && same_pages(&image, blobs[0].page, blobs[0].copy, 1));
    assert_int_equal(blobs[1].copy, 0);
    assert_int_equal(image.size, plain.size + (size_t)copied * COS_PAGE_SIZE);
    assert_int_equal(pages, plain_pages);
    buffer_free(&image);
    buffer_free(&plain);
    buffer_free(&blob.bytes);
    buffer_free(&other_blob.bytes);
}

static void test_segments(void **state)
{
    struct buffer image = {0};
    uint64_t pages = 0;

    (void)state;
    write_image(&image, &pages);
    const struct evm_image *header = at(&image, 0);
    const struct evm_component *components = at(&image, header->components);
    const struct evm_segment *segments = at(&image, header->segments);

    for (uint32_t i = 0; i < components[1].segment_count; i++) {
        const struct evm_segment *booter = &segments[components[0].segment_first + i];
        const struct evm_segment *one = &segments[components[1].segment_first + i];
        const struct evm_segment *two = &segments[components[2].segment_first + i];

        assert_int_equal(one->page, two->page); /* the image holds equal pages once */
        assert_true(one->page >= header->header_pages &&
                    one->page + one->file_pages <= header->pages);
        assert_int_equal(one->rights & EVM_SEG_WRITE && one->rights & EVM_SEG_EXEC, 0);
        if (one->rights & EVM_SEG_WRITE) {
            assert_true(one->pages > one->file_pages); /* bss is not in the image, */
            /* except for the booter, which runs in place */
            assert_int_equal(booter->pages, booter->file_pages);
            assert_int_not_equal(booter->page, one->page);
        } else {
            assert_int_equal(one->pages, one->file_pages);
        }
    }
    assert_true(pages >= 16);
    buffer_free(&image);
}

static void test_entries(void **state)
{
    struct buffer image = {0};
    uint64_t pages = 0;

    (void)state;
    write_image(&image, &pages);
    const struct evm_image *header = at(&image, 0);
    const struct evm_component *two = (const struct evm_component *)at(&image, header->components) +
                                      2;
    const struct evm_grant *grants = at(&image, header->grants);
    const struct evm_symbols *symbols = at(&image, two->symbols * COS_PAGE_SIZE);

    assert_string_equal(two->name, "two");
    assert_int_not_equal(two->entry, 0);
    assert_int_not_equal(two->gates[0], 0);
    assert_int_equal(two->gates[1], 0);
    assert_int_equal(two->flags, EVM_CRITICAL);
    assert_int_equal(grants[two->grant_first].type, EVM_GRANT_CALL);
    bool found = false;

    for (uint32_t i = 0; i < symbols->count; i++) {
        const char *name = (const char *)symbols + symbols->symbol[i].name;

        assert_true(!i || symbols->symbol[i].address > symbols->symbol[i - 1].address);
        found = found || (!strcmp(name, "evm_gate_0") &&
                          symbols->base + symbols->symbol[i].address == two->gates[0]);
    }
    assert_true(found);
    buffer_free(&image);
}

/* The program's or the manifest's stack size; one stack for each thread that may enter. */
static void test_stacks(void **state)
{
    struct buffer image = {0}, more = {0};
    uint64_t pages = 0, more_pages = 0;
    static const struct evm_grant call = {.type = EVM_GRANT_CALL, .a = 0, .b = 0};
    struct part parts[] = {
        {.name = "one", .file = program, .kind = EVM_NATIVE, .stack_pages = 5},
        {.name = "two", .file = program, .kind = EVM_NATIVE, .grants = &call, .grant_count = 1},
    };

    (void)state;
    write_image(&image, &pages);
    const struct evm_component *components = at(
        &image, ((const struct evm_image *)at(&image, 0))->components);

    assert_int_equal(components[0].stack_pages, 0); /* the booter has its own */
    assert_int_equal(components[1].stack_pages, 3);
    assert_int_equal(components[1].stack_low, COS_STACK_TOP - 3 * COS_PAGE_SIZE);
    assert_int_equal(components[1].callers[0], 1 << 2);
    assert_int_equal(components[1].callers[1], 1 << 2 | 1 << 1); /* its own handler, too */
    assert_int_equal(components[2].callers[0], 0);
    assert_int_equal(
        image_write("test", EVM_MITIGATIONS_AUTO, parts, COUNT(parts), &more, &more_pages),
        OUTCOME_OK);
    components = at(&more, ((const struct evm_image *)at(&more, 0))->components);
    assert_int_equal(components[0].stack_pages, 5);
    assert_int_equal(parts[0].cost.stacks, 5 + 1 + 2);
    assert_int_equal(parts[1].cost.stacks, 3 + 0 + 1);
    assert_int_equal(more_pages, part_memory(&parts[0]) + part_memory(&parts[1]));
    buffer_free(&image);
    buffer_free(&more);
}

/* The call grant names an entry that the program lacks. */
static void test_no_entry(void **state)
{
    static const struct evm_grant call = {.type = EVM_GRANT_CALL, .a = 0, .b = 3};
    struct part part = {
        .name = "one", .file = program, .kind = EVM_NATIVE, .grants = &call, .grant_count = 1};
    struct buffer image = {0};
    uint64_t pages = 0;

    (void)state;
    assert_int_equal(image_write("test", EVM_MITIGATIONS_REQUIRED, &part, 1, &image, &pages),
                     OUTCOME_MISTAKE);
    buffer_free(&image);
}

static void test_damaged(void **state)
{
    struct part missing = {.name = "one", .file = "/no/such/file", .kind = EVM_NATIVE};
    struct buffer image = {0};
    uint64_t pages = 0;

    (void)state;
    assert_int_equal(image_write("test", EVM_MITIGATIONS_REQUIRED, &missing, 1, &image, &pages),
                     OUTCOME_MISTAKE);
    buffer_free(&image);
}

/* The tool refuses or writes each shorter file, but never reads beyond its end. */
static void test_cut_off(void **state)
{
    char path[] = "/tmp/evm-cut-XXXXXX";
    struct part part = {.name = "one", .file = path, .kind = EVM_NATIVE};
    struct buffer file = {0};
    int fd = mkstemp(path);

    (void)state;
    assert_true(fd >= 0 && file_read(program, &file));
    for (size_t size = 0; size < file.size; size += 97) {
        struct buffer image = {0};
        uint64_t pages = 0;

        assert_true(file_write(path, file.data, size, 0644));
        image_write("test", EVM_MITIGATIONS_REQUIRED, &part, 1, &image, &pages);
        buffer_free(&image);
    }
    close(fd);
    unlink(path);
    buffer_free(&file);
}

/* Expects the tool to refuse the static program with one changed program header. */
static void refused(void (*change)(Elf64_Ehdr *, Elf64_Phdr *))
{
    char path[] = "/tmp/evm-elf-XXXXXX";
    struct part part = {.name = "one", .file = path, .kind = EVM_NATIVE};
    struct buffer file = {0}, image = {0};
    uint64_t pages = 0;
    int fd = mkstemp(path);

    assert_true(fd >= 0 && file_read(program, &file));
    Elf64_Ehdr *header = (void *)file.data;

    change(header, (void *)(file.data + header->e_phoff));
    assert_true(file_write(path, file.data, file.size, 0644));
    assert_int_equal(image_write("test", EVM_MITIGATIONS_AUTO, &part, 1, &image, &pages),
                     OUTCOME_MISTAKE);
    assert_true(image.size < 1 << 20);
    close(fd);
    unlink(path);
    buffer_free(&image);
    buffer_free(&file);
}

static Elf64_Phdr *read_only(Elf64_Phdr *headers)
{
    while (headers->p_type != PT_LOAD || headers->p_flags & PF_W)
        headers++;
    return headers;
}

static void huge(Elf64_Ehdr *header, Elf64_Phdr *headers)
{
    Elf64_Phdr *last = read_only(headers);

    for (unsigned i = 0; i < header->e_phnum; i++)
        if (headers[i].p_type == PT_LOAD && !(headers[i].p_flags & PF_W))
            last = &headers[i];
    for (unsigned i = last - headers + 1; i < header->e_phnum; i++)
        headers[i].p_type = PT_NULL;
    last->p_memsz = 8ull << 30;
}

static void wrapped(Elf64_Ehdr *header, Elf64_Phdr *headers)
{
    (void)header;
    read_only(headers)->p_memsz = UINT64_MAX - 4095;
}

/* 32 bits cannot count the pages of 16 TiB. */
static void wrapped_pages(Elf64_Ehdr *header, Elf64_Phdr *headers)
{
    (void)header;
    read_only(headers)->p_memsz = 16ull << 40;
}

static void test_sizes(void **state)
{
    (void)state;
    refused(huge);
    refused(wrapped);
    refused(wrapped_pages);
}

/* A file that is cut off after the tool has opened it: an error, no signal. */
static void test_changing(void **state)
{
    char path[] = "/tmp/evm-elf-XXXXXX";
    struct buffer file = {0}, bytes = {0};
    const char *problem;
    int fd = mkstemp(path);

    (void)state;
    assert_true(fd >= 0 && file_copy(program, path, 0644));
    struct elf *elf = elf_open(path, &problem);
    unsigned count;

    assert_non_null(elf);
    assert_int_equal(truncate(path, 100), 0);
    assert_false(elf_read(elf, 0, elf->size, &bytes));
    assert_false(elf_read(elf, 0, UINT64_MAX, &bytes));
    assert_false(elf_read(elf, UINT64_MAX, 2, &bytes));
    free(elf_functions(elf, &count));
    elf_close(elf);
    close(fd);
    unlink(path);
    buffer_free(&bytes);
    buffer_free(&file);
}

/* A pipe without a writer: the tool does not wait for one. */
static void test_pipe(void **state)
{
    char path[] = "/tmp/evm-pipe-XXXXXX";
    const char *problem;

    (void)state;
    assert_non_null(mkdtemp(path));
    char *pipe = text("%s/pipe", path);

    assert_int_equal(mkfifo(pipe, 0600), 0);
    assert_null(elf_open(pipe, &problem));
    assert_string_equal(problem, "is a pipe or a device, not a file");
    file_remove(path);
    free(pipe);
}

static void test_boot(void **state)
{
    struct buffer image = {0}, first = {0}, second = {0};
    uint64_t pages = 0, end;

    (void)state;
    write_image(&image, &pages);
    assert_int_equal(image_boot(kernel, &image, &first, &end), OUTCOME_OK);
    assert_int_equal(image_boot(kernel, &image, &second, &end), OUTCOME_OK);
    assert_int_equal(first.size, second.size);
    assert_memory_equal(first.data, second.data, first.size);

    const Elf64_Ehdr *header = (void *)first.data;
    const Elf64_Phdr *last = (const Elf64_Phdr *)(first.data + header->e_phoff) + header->e_phnum -
                             1;
    const uint64_t magic = EVM_IMAGE_REF_MAGIC;
    const struct evm_image_ref *reference = memmem(first.data, first.size, &magic, sizeof(magic));

    assert_non_null(reference);
    assert_int_equal(reference->address, last->p_paddr);
    assert_int_equal(reference->address % COS_PAGE_SIZE, 0);
    assert_int_equal(reference->bytes, image.size);
    assert_int_equal(last->p_paddr + image.size, end);
    assert_memory_equal(first.data + last->p_offset, image.data, image.size);
    buffer_free(&image);
    buffer_free(&first);
    buffer_free(&second);
}

/* An ELF file that is no eVM kernel has no place for the image's address. */
static void test_no_place(void **state)
{
    struct buffer image = {0}, bootable = {0};
    uint64_t end;

    (void)state;
    buffer_extend(&image, COS_PAGE_SIZE);
    assert_int_equal(image_boot(needy, &image, &bootable, &end), OUTCOME_HOST);
    buffer_free(&image);
    buffer_free(&bootable);
}

int main(int argc, char *argv[])
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_header),   cmocka_unit_test(test_header_flips),
        cmocka_unit_test(test_sums),     cmocka_unit_test(test_spare),
        cmocka_unit_test(test_segments), cmocka_unit_test(test_entries),
        cmocka_unit_test(test_stacks),   cmocka_unit_test(test_no_entry),
        cmocka_unit_test(test_damaged),  cmocka_unit_test(test_cut_off),
        cmocka_unit_test(test_sizes),    cmocka_unit_test(test_changing),
        cmocka_unit_test(test_pipe),     cmocka_unit_test(test_boot),
        cmocka_unit_test(test_no_place),
    };

    if (argc != 2) {
        fprintf(stderr, "usage: %s FIXTURES\n", argv[0]);
        return 1;
    }
    program = text("%s/fixture_static.elf", argv[1]);
    kernel = text("%s/fixture_kernel.elf", argv[1]);
    needy = text("%s/fixture_needy.elf", argv[1]);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    free(program);
    free(kernel);
    free(needy);
    return failed;
}
