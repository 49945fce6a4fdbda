/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The booter's check of system images, at the address where the booter sees them: a small sound one, ones with a single
 * fault each, and random damage, which may pass or not, but never makes the check read beyond the image.
 */
#include <cos/abi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "common.h"
#include "test.h"

#define PAGES        8
#define RANDOM_TRIES 20000
#define PARTS        5 /* components of the sound image */

bool alive[EVM_COMPONENTS];

static jmp_buf gave_up;
static char reason[200];

_Noreturn void give_up(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    longjmp(gave_up, 1);
}

static struct evm_image *head;
static struct evm_component *parts;
static struct evm_segment *segments;
static struct evm_grant *grants;
static struct evm_blob *blobs;

static uint32_t crc(const uint8_t *bytes, size_t count)
{
    uint32_t sum = ~0u;

    for (size_t i = 0; i < count * 8; i++)
        sum = sum >> 1 ^ ((sum ^ bytes[i / 8] >> i % 8) & 1 ? 0xedb88320u : 0);
    return ~sum;
}

static void seal(void)
{
    head->checksum = 0;
    head->checksum = crc((const uint8_t *)head, COS_PAGE_SIZE);
}

static bool accepted(void)
{
    seal();
    reason[0] = 0;
    if (setjmp(gave_up))
        return false;
    check_image();
    return true;
}

static void make_part(unsigned id)
{
    snprintf(parts[id].name, EVM_NAME, "part%u", id);
    parts[id].kind = id;
    parts[id].entry = 0x400000;
    parts[id].gates[0] = 0x400010;
    parts[id].segment_first = 2 * id;
    parts[id].segment_count = 2;
    segments[2 * id] = (struct evm_segment){0x400000, 2, 1, 1, EVM_SEG_READ | EVM_SEG_EXEC};
    segments[2 * id + 1] = (struct evm_segment){0x401000, 3, 1, 3, EVM_SEG_READ | EVM_SEG_WRITE};
}

/* Header and arrays in page 0; the last component has memory, a grant, a blob and a vCPU page. */
static int make_image(void **state)
{
    (void)state;
    memset(head, 0, PAGES * COS_PAGE_SIZE);
    *head = (struct evm_image){.magic = EVM_IMAGE_MAGIC, .version = EVM_IMAGE_VERSION, .pages = PAGES,
                               .component_count = PARTS, .segment_count = 2 * PARTS, .grant_count = 2, .blob_count = 1,
                               .components = 256, .segments = 2048, .grants = 2560, .blobs = 2688, .header_pages = 1};
    for (unsigned id = 0; id < PARTS; id++)
        make_part(id);
    parts[EVM_SUPERVISOR].fault_gate = 0x400020;
    parts[4].ram_pages = 16;
    parts[4].flags = EVM_VCPU;
    parts[4].vcpu = 0x402000;
    parts[4].grant_count = 2;
    grants[0] = (struct evm_grant){EVM_GRANT_PORTS, 0, 0x60, 0x64};
    grants[1] = (struct evm_grant){EVM_GRANT_MMIO, 0, 0xfebc0000, 4};
    parts[4].blob_count = 1;
    blobs[0] = (struct evm_blob){"args", 4, 0, 100};
    return 0;
}

static int map_image(void **state)
{
    char *info = mmap((void *)COS_BOOT_INFO, COS_PAGE_SIZE, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    char *image = mmap((void *)COS_BOOT_IMAGE, PAGES * COS_PAGE_SIZE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

    (void)state;
    if (info == MAP_FAILED || image == MAP_FAILED)
        return -1;
    ((struct cos_boot *)info)->image_pages = PAGES;
    head = (struct evm_image *)image;
    parts = (struct evm_component *)(image + 256);
    segments = (struct evm_segment *)(image + 2048);
    grants = (struct evm_grant *)(image + 2560);
    blobs = (struct evm_blob *)(image + 2688);
    return 0;
}

static void a_sound_image(void **state)
{
    (void)state;
    assert_true(accepted());
}

/* One fault each, made by `spoil` in a sound image; the reason must contain `words`. */
#define REFUSED(words, spoil)                                                                                          \
    do {                                                                                                               \
        make_image(NULL);                                                                                              \
        spoil;                                                                                                         \
        assert_false(accepted());                                                                                      \
        assert_non_null(strstr(reason, words));                                                                        \
    } while (0)

static void faults_of_the_header(void **state)
{
    (void)state;
    REFUSED("magic number", head->magic++);
    REFUSED("another version", head->version++);
    REFUSED("longer than what was loaded", head->pages++);
    REFUSED("longer than what was loaded", head->header_pages = PAGES + 1);
    REFUSED("number of components", head->component_count = 3);
    REFUSED("number of components", head->component_count = EVM_COMPONENTS + 1);
    REFUSED("place of the components", head->components = COS_PAGE_SIZE - 8);
    REFUSED("place of the segments", head->segments = UINT32_MAX - 7);
    REFUSED("place of the segments", head->segment_count = UINT32_MAX);
    REFUSED("place of the grants", head->grants = 2561);
    REFUSED("place of the blobs", head->blob_count = 1000);
    make_image(NULL);
    seal();
    parts[4].priority ^= 1;
    if (setjmp(gave_up) == 0) {
        check_image();
        fail();
    }
    assert_non_null(strstr(reason, "checksum"));
}

static void faults_of_components(void **state)
{
    (void)state;
    REFUSED("name has no end", memset(parts[4].name, 'x', EVM_NAME));
    REFUSED("kind and place", parts[1].kind = EVM_NATIVE);
    REFUSED("kind and place", parts[4].kind = EVM_SCHED);
    REFUSED("priority", parts[4].priority = 256);
    REFUSED("place of its segments", parts[4].segment_first = UINT32_MAX);
    REFUSED("place of its grants", parts[4].grant_count = 3);
    REFUSED("place of its blobs", parts[4].blob_first = 1);
    REFUSED("vCPU page", parts[4].vcpu = 0x404000);
    REFUSED("vCPU page", parts[4].vcpu = 0x402008);
    REFUSED("place of its symbols", parts[4].symbol_pages = PAGES + 1);
    REFUSED("a blob", blobs[0].bytes = 5 * COS_PAGE_SIZE);
    REFUSED("a blob", blobs[0].bytes = UINT64_MAX);
    REFUSED("no fault gate", parts[EVM_SUPERVISOR].fault_gate = 0);
}

static void faults_of_segments(void **state)
{
    (void)state;
    REFUSED("address of a segment", segments[8].address++);
    REFUSED("address of a segment", segments[9].address = 0x400000);
    REFUSED("address of a segment", segments[8].address = COS_START);
    REFUSED("size of a segment", segments[8].pages = 0);
    REFUSED("size of a segment", parts[4].ram_pages = UINT32_MAX);
    REFUSED("pages without contents", segments[8].pages = 2);
    REFUSED("beyond the image's end", segments[8].page = PAGES);
    REFUSED("rights of a segment", segments[9].rights |= EVM_SEG_EXEC);
    REFUSED("rights of a segment", segments[8].rights = EVM_SEG_EXEC);
    REFUSED("not the highest", segments[8].rights = EVM_SEG_READ | EVM_SEG_WRITE);
    REFUSED("beyond the user's addresses", segments[9].address = COS_USER_TOP);
}

static void faults_of_grants(void **state)
{
    (void)state;
    REFUSED("a range of ports", grants[0].b = 0x10000);
    REFUSED("a range of ports", grants[0].a = 0x65);
    REFUSED("a range of device memory", grants[1].a++);
    REFUSED("a range of device memory", grants[1].b = 0);
    REFUSED("unknown type", grants[0].type = 100);
    REFUSED("entry that does not exist", (grants[0] = (struct evm_grant){EVM_GRANT_CALL, 0, PARTS, 0}));
    REFUSED("entry that does not exist", (grants[0] = (struct evm_grant){EVM_GRANT_CALL, 0, 4, 1}));
    REFUSED("does not exist", (grants[0] = (struct evm_grant){EVM_GRANT_SIGNAL, 0, PARTS, 0}));
}

static void random_damage(void **state)
{
    unsigned passed = 0;

    (void)state;
    for (unsigned i = 0; i < RANDOM_TRIES; i++) {
        make_image(NULL);
        for (int n = rand() % 4; n >= 0; n--)
            ((uint8_t *)head)[rand() % 2720] = rand() % 2 ? (uint8_t)rand() : 0xff;
        passed += accepted();
    }
    assert_in_range(passed, 1, RANDOM_TRIES - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_sound_image, make_image),
        cmocka_unit_test(faults_of_the_header),
        cmocka_unit_test(faults_of_components),
        cmocka_unit_test(faults_of_segments),
        cmocka_unit_test(faults_of_grants),
        cmocka_unit_test(random_damage),
    };

    return cmocka_run_group_tests_name("image", tests, map_image, NULL);
}
