/* SPDX-License-Identifier: BSD-2-Clause */
/* The readers of blobs: good ones, each rule of evm/blobs.h broken, and random damage. */
#include <cos/blob.h>
#include <cos/channel.h>
#include <ether.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

#define LINKS  3
#define ROUNDS 200000
#define SEED   20240229u

static const struct evm_channel good[] = {
    {.kind = EVM_CHANNEL_ETHER,
     .index = 0,
     .mtu = ETHER_MTU,
     .address = {2, 0, 0, 0, 0, 1},
     .name = "lan"},
    {.kind = EVM_CHANNEL_DISK, .index = 1, .name = "vda"},
    {.kind = EVM_CHANNEL_DISK_LENT, .index = 2, .read_only = 1, .name = "user"},
    {.kind = EVM_CHANNEL_ETHER_LENT, .index = 2, .unit = 1, .mtu = 9000, .name = "wan"},
    {.kind = EVM_CHANNEL_LINK, .index = 1, .name = "peer"},
    {.kind = EVM_CHANNEL_RNG, .index = COS_SLOT_CALL, .name = "rng"},
};
enum { ETHER, DISK, DISK_LENT, ETHER_LENT, LINK, RNG, CHANNELS };

static struct cos_start start;

/* Puts a copy into memory of its own, so that the sanitizer sees each byte too far. */
static void carry(const char *name, const void *bytes, size_t size)
{
    free((void *)start.blobs[1].address);
    start.blobs[1] = (struct cos_blob){.address = (uint64_t)malloc(size), .bytes = size};
    memcpy(start.blobs[1].name, name, strnlen(name, sizeof(start.blobs[1].name)));
    memcpy((void *)start.blobs[1].address, bytes, size);
    start.blobs[0].name[0] = 'x'; /* another one before it */
    start.blob_count = 2;
    start.link_count = LINKS;
}

static void blobs_are_found_by_their_whole_names(void **state)
{
    (void)state;
    carry("args", "", 1);
    assert_ptr_equal(cos_blob_find(&start, "args"), &start.blobs[1]);
    assert_null(cos_blob_find(&start, "arg"));
    assert_null(cos_blob_find(&start, "args2"));
    carry("0123456789abcdef", "", 1); /* as long as the field: no NUL ends it */
    assert_ptr_equal(cos_blob_find(&start, "0123456789abcdef"), &start.blobs[1]);
    assert_null(cos_blob_find(&start, "0123456789abcdef0"));
    assert_null(cos_blob_find(&start, "0123456789abcde"));
}

static void texts_end_with_their_nul(void **state)
{
    const char *text;

    (void)state;
    carry("args", "one\0\0three\0cut", 14);
    assert_string_equal(text = cos_blob_text(&start.blobs[1], NULL), "one");
    assert_string_equal(text = cos_blob_text(&start.blobs[1], text), "");
    assert_string_equal(text = cos_blob_text(&start.blobs[1], text), "three");
    assert_null(cos_blob_text(&start.blobs[1], text));
    carry("args", "", 0);
    assert_null(cos_blob_text(&start.blobs[1], NULL));
    assert_null(cos_blob_text(NULL, NULL));
}

static void channels_are_copied(void **state)
{
    struct evm_channel channel;

    (void)state;
    carry(EVM_BLOB_CHANNELS, good, sizeof(good));
    for (uint32_t i = 0; i < CHANNELS; i++) {
        assert_int_equal(cos_channel_at(&start, i, &channel), 0);
        assert_memory_equal(&channel, &good[i], sizeof(channel));
    }
    assert_int_equal(cos_channel_at(&start, CHANNELS, &channel), -COS_ENOENT);
    assert_int_equal(cos_channel_at(&start, UINT32_MAX, &channel), -COS_ENOENT);
    carry(EVM_BLOB_CHANNELS, good, sizeof(good) - 1);
    assert_int_equal(cos_channel_at(&start, CHANNELS - 1, &channel), -COS_ENOENT);
    carry("args", good, sizeof(good));
    assert_int_equal(cos_channel_at(&start, 0, &channel), -COS_ENOENT);
}

static void channels_are_found(void **state)
{
    struct evm_channel channel;

    (void)state;
    carry(EVM_BLOB_CHANNELS, good, sizeof(good));
    assert_true(cos_channel_find(&start, EVM_CHANNEL_DISK, "vda", &channel));
    assert_int_equal(channel.index, 1);
    assert_false(cos_channel_find(&start, EVM_CHANNEL_DISK, "vd", &channel));
    assert_false(cos_channel_find(&start, EVM_CHANNEL_DISK, "vdab", &channel));
    assert_false(cos_channel_find(&start, EVM_CHANNEL_DISK, "lan", &channel));
    assert_true(cos_channel_unit(&start, EVM_CHANNEL_ETHER_LENT, 1, &channel));
    assert_string_equal(channel.name, "wan");
    assert_false(cos_channel_unit(&start, EVM_CHANNEL_ETHER_LENT, 0, &channel));
}

/* A wrong entry is refused, found by no name, and hides no later one. */
static void check_refused(uint32_t number, const struct evm_channel *wrong)
{
    struct evm_channel table[CHANNELS], channel, before;

    memcpy(table, good, sizeof(table));
    table[number] = *wrong;
    carry(EVM_BLOB_CHANNELS, table, sizeof(table));
    memset(&channel, 0x55, sizeof(channel));
    before = channel;
    assert_int_equal(cos_channel_at(&start, number, &channel), -COS_EINVAL);
    assert_memory_equal(&channel, &before, sizeof(channel));
    assert_false(cos_channel_unit(&start, good[number].kind, good[number].unit, &channel));
    if (number != RNG)
        assert_true(cos_channel_find(&start, EVM_CHANNEL_RNG, "rng", &channel));
}

#define REFUSED(number, change)                  \
    do {                                         \
        struct evm_channel wrong = good[number]; \
                                                 \
        wrong.change;                            \
        check_refused(number, &wrong);           \
    } while (0)

static void broken_rules_are_found(void **state)
{
    (void)state;
    REFUSED(DISK, kind = 0);
    REFUSED(DISK, kind = EVM_CHANNEL_KINDS);
    REFUSED(DISK, index = LINKS);
    REFUSED(LINK, index = LINKS);
    REFUSED(ETHER, index = UINT32_MAX);
    REFUSED(RNG, index = COS_SLOT_CALL - 1);
    REFUSED(RNG, index = COS_SLOT_SIGNAL);
    REFUSED(ETHER, mtu = ETHER_MTU_LEAST - 1);
    REFUSED(ETHER_LENT, mtu = ETHER_MTU_MOST + 1);
    REFUSED(DISK, mtu = ETHER_MTU);
    REFUSED(ETHER, address[0] = 1);
    REFUSED(DISK_LENT, address[5] = 1);
    REFUSED(DISK, read_only = 1);
    REFUSED(DISK_LENT, read_only = 2);
    REFUSED(DISK, reserved = 1);
    REFUSED(DISK, name[0] = 0);
    REFUSED(DISK, name[EVM_CHANNEL_NAME - 1] = 'a');
    check_refused(
        ETHER, &(struct evm_channel){.kind = EVM_CHANNEL_ETHER, .mtu = 1500, .name = "no address"});
}

/* Whatever the damage, what the reader gives out keeps the rules. */
static void random_damage_gives_no_bad_channel(void **state)
{
    struct evm_channel table[CHANNELS], channel;
    unsigned given = 0, refused = 0;

    (void)state;
    srand(SEED);
    for (unsigned round = 0; round < ROUNDS; round++) {
        size_t size = round % 4 == 0 ? (size_t)rand() % sizeof(table) : sizeof(table);
        int error;

        memcpy(table, good, sizeof(table));
        for (int i = rand() % 8; i >= 0; i--)
            ((uint8_t *)table)[(size_t)rand() % sizeof(table)] ^= (uint8_t)(1 << rand() % 8);
        carry(EVM_BLOB_CHANNELS, table, size);
        for (uint32_t i = 0; (error = cos_channel_at(&start, i, &channel)) != -COS_ENOENT; i++) {
            refused += error != 0;
            given += error == 0;
            assert_true(i < CHANNELS && (error == 0 || error == -COS_EINVAL));
            assert_true(error != 0 || channel.kind == EVM_CHANNEL_RNG || channel.index < LINKS);
            assert_true(error != 0 || strnlen(channel.name, EVM_CHANNEL_NAME) < EVM_CHANNEL_NAME);
        }
        cos_channel_find(&start, EVM_CHANNEL_DISK, "vda", &channel);
    }
    assert_true(given > ROUNDS && refused > ROUNDS / 2);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(blobs_are_found_by_their_whole_names),
        cmocka_unit_test(texts_end_with_their_nul),
        cmocka_unit_test(channels_are_copied),
        cmocka_unit_test(channels_are_found),
        cmocka_unit_test(broken_rules_are_found),
        cmocka_unit_test(random_damage_gives_no_bad_channel),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
