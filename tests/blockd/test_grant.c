/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration that the tool writes for the service, and what it lets users do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cos/abi.h>

#include "config.h"
#include "tables.h"

static struct grants grants;
static int user;

/* Reads a copy in memory of its own, so that the sanitizer sees each byte too far. */
static const char *read_bytes(const void *config, size_t bytes, unsigned disks)
{
    void *copy = malloc(bytes);
    const char *expected;

    memcpy(copy, config, bytes);
    memset(&grants, 0, sizeof grants);
    expected = config_read(&grants, copy, bytes, disks, &user);
    free(copy);
    return expected;
}

static const char *read_config(const struct blockd_config *config)
{
    return read_bytes(config, sizeof *config, 2);
}

/* Each test changes the fields that it tests. */
static const struct blockd_config good = {
    .user_count = 3,
    .users = {{.name = "web", .partition = 1},
              {.name = "store", .disk = 1, .first = 10, .count = 20, .writable = 1},
              {.name = "all", .disk = 1}}};

static void users_are_as_declared(void **state)
{
    (void)state;
    assert_null(read_config(&good));
    assert_int_equal(grants.count, 3);
    assert_string_equal(grants.of[0].name, "web");
    assert_int_equal(grants.of[0].part, 1);
    assert_false(grants.of[0].writable);
    assert_int_equal(grants.of[1].disk, 1);
    assert_int_equal(grants.of[1].extent.first, 10);
    assert_int_equal(grants.of[1].extent.count, 20);
    assert_true(grants.of[1].writable);
    assert_int_equal(grants.of[2].extent.count, 0);
    assert_false(grants.of[2].writable);
}

static void sizes_are_checked(void **state)
{
    char bytes[sizeof good + 1] = {0};

    (void)state;
    memcpy(bytes, &good, sizeof good);
    assert_non_null(read_bytes(bytes, 0, 2));
    assert_non_null(read_bytes(bytes, sizeof good - 1, 2));
    assert_non_null(read_bytes(bytes, sizeof good + 1, 2));
    assert_int_equal(user, -1);
    assert_int_equal(grants.count, 0);
    assert_null(read_bytes(bytes, sizeof good, 2));
}

/* A change of the second user, and the expected message; NULL: no mistake. */
static void mistakes_are_told(void **state)
{
    static const struct {
        struct blockd_user user;
        const char *expected;
    } cases[] = {
        {{.name = ""}, "1 to 31"},
        {{.name = "1234567890123456789012345678901"}, NULL},
        {{.name = "12345678901234567890123456789012"}, "1 to 31"},
        {{.name = "web"}, "no other user"},
        {{.name = "a", .disk = 1}, NULL},
        {{.name = "a", .disk = 2}, "its own links"},
        {{.name = "a", .disk = UINT32_MAX}, "its own links"},
        {{.name = "a", .partition = 128}, NULL},
        {{.name = "a", .partition = 129}, "1 to 128"},
        {{.name = "a", .first = BLOCKD_SECTORS_MOST, .count = BLOCKD_SECTORS_MOST}, NULL},
        {{.name = "a", .first = BLOCKD_SECTORS_MOST + 1}, "2^54"},
        {{.name = "a", .count = BLOCKD_SECTORS_MOST + 1}, "2^54"},
        {{.name = "a", .partition = 1, .first = 3}, "either a partition"},
        {{.name = "a", .partition = 1, .count = 3}, "either a partition"},
        {{.name = "a", .writable = 2}, "0 or 1"},
    };

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct blockd_config config = good;
        const char *expected;

        config.users[1] = cases[i].user;
        expected = read_config(&config);
        assert_int_equal(expected != NULL, cases[i].expected != NULL);
        if (expected != NULL) {
            assert_non_null(strstr(expected, cases[i].expected));
            assert_int_equal(user, 1);
            assert_int_equal(grants.count, 1);
        }
    }
}

static void users_are_limited(void **state)
{
    struct blockd_config config = {.user_count = BLOCKD_LINKS - 2};

    (void)state;
    for (unsigned i = 0; i < BLOCKD_LINKS; i++)
        config.users[i].name[0] = (char)('A' + i);
    assert_null(read_config(&config));
    assert_int_equal(grants.count, BLOCKD_LINKS - 2);
    config.user_count++;
    assert_string_equal(read_config(&config), "at most 40 disks and users");
    config.user_count = UINT32_MAX;
    assert_string_equal(read_config(&config), "at most 40 disks and users");
    config.user_count = 1;
    assert_string_equal(read_bytes(&config, sizeof config, UINT32_MAX),
                        "at most 40 disks and users");
    config.user_count = 0;
    assert_null(read_bytes(&config, sizeof config, BLOCKD_LINKS));
}

static const char *resolve(struct blockd_user one, bool read_only)
{
    struct blockd_config config = {.user_count = 1, .users = {one}};

    config.users[0].name[0] = 'a';
    assert_null(read_config(&config));
    return grant_resolve(&grants.of[0], &tables_disk, read_only);
}

static void sectors_are_within_the_disk(void **state)
{
    typedef struct blockd_user use;

    (void)state;
    tables_clear();
    mbr_put(0, 0, 0x83, 7, 70);
    assert_null(resolve((use){.writable = 1}, false));
    assert_int_equal(grants.of[0].extent.count, SECTORS);
    assert_null(resolve((use){.first = 500}, false));
    assert_int_equal(grants.of[0].extent.count, 12);
    assert_null(resolve((use){.first = 500, .count = 12}, true));
    assert_null(resolve((use){.partition = 1}, true));
    assert_int_equal(grants.of[0].extent.first, 7);
    assert_non_null(strstr(resolve((use){.first = 500, .count = 13}, false), "beyond"));
    assert_non_null(strstr(resolve((use){.first = 512}, false), "beyond"));
    assert_non_null(
        strstr(resolve((use){.first = 1, .count = BLOCKD_SECTORS_MOST}, false), "beyond"));
    assert_non_null(strstr(resolve((use){.partition = 2}, false), "no such"));
    assert_non_null(strstr(resolve((use){.writable = 1}, true), "mode: ro"));
}

#define RUN(runs_on, from, of, writes)                                  \
    {                                                                   \
        .disk = runs_on, .first = from, .count = of, .writable = writes \
    }

static void one_writer_each(void **state)
{
    static const struct {
        struct blockd_user users[3];
        bool collide;
    } cases[] = {
        {{RUN(0, 0, 10, 1), RUN(0, 10, 10, 1)}, false},
        {{RUN(0, 0, 11, 1), RUN(0, 10, 10, 1)}, true},
        {{RUN(0, 10, 1, 1), RUN(0, 0, 20, 1)}, true},
        {{RUN(0, 0, 20, 1), RUN(1, 0, 20, 1)}, false},
        {{RUN(0, 0, 20, 1), RUN(0, 0, 20, 0)}, false},
        {{RUN(0, 0, 9, 0), RUN(0, 9, 9, 1), RUN(0, 17, 1, 1)}, true},
    };
    unsigned one, other;

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct blockd_config config = {0};

        for (; config.user_count < 3 && cases[i].users[config.user_count].count != 0;
             config.user_count++) {
            config.users[config.user_count] = cases[i].users[config.user_count];
            config.users[config.user_count].name[0] = (char)('a' + config.user_count);
        }
        assert_null(read_config(&config));
        assert_int_equal(grants_collide(&grants, &one, &other), cases[i].collide);
    }
    assert_int_equal(one, 1);
    assert_int_equal(other, 2);
}

static void requests_are_checked_and_shifted(void **state)
{
    static const struct {
        unsigned kind;
        uint64_t block;
        uint32_t length;
        int32_t status;
    } cases[] = {
        {BLOCK_READ, 0, 512, 0},
        {BLOCK_READ, 19, 512, 0},
        {BLOCK_READ, 0, 20 * 512, 0},
        {BLOCK_READ, 20, 512, -COS_EINVAL},
        {BLOCK_READ, 19, 1024, -COS_EINVAL},
        {BLOCK_READ, 0, 21 * 512, -COS_EINVAL},
        {BLOCK_READ, UINT64_MAX, 512, -COS_EINVAL},
        {BLOCK_READ, UINT64_MAX - 9, 512, -COS_EINVAL},
        {BLOCK_READ, 0, 0, -COS_EINVAL},
        {BLOCK_READ, 0, 100, -COS_EINVAL},
        {BLOCK_WRITE, 0, 512, -COS_EDENIED},
        {BLOCK_INFO, 0, 0, 0},
        {BLOCK_FLUSH, 0, 0, 0},
        {BLOCK_FLUSH + 1, 0, 0, -COS_ENOSYS},
    };
    struct grant grant = {.extent = {100, 20}};
    uint64_t sector;

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct link_request request = {
            .kind = cases[i].kind, .block = cases[i].block, .length = cases[i].length};

        sector = 0;
        assert_int_equal(grant_translate(&grant, &request, &sector), cases[i].status);
        assert_int_equal(
            sector, cases[i].status == 0 && cases[i].kind == BLOCK_READ ? 100 + cases[i].block : 0);
    }
    assert_int_equal(grant.counters[BLOCKD_DENIED], 1);
    assert_int_equal(grant.counters[BLOCKD_INVALID], 8);
    grant.writable = true;
    assert_int_equal(
        grant_translate(&grant,
                        &(struct link_request){.kind = BLOCK_WRITE, .block = 19, .length = 512},
                        &sector),
        0);
    assert_int_equal(sector, 119);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(users_are_as_declared),
        cmocka_unit_test(sizes_are_checked),
        cmocka_unit_test(mistakes_are_told),
        cmocka_unit_test(users_are_limited),
        cmocka_unit_test(sectors_are_within_the_disk),
        cmocka_unit_test(one_writer_each),
        cmocka_unit_test(requests_are_checked_and_shifted),
    };

    return cmocka_run_group_tests_name("grant", tests, NULL, NULL);
}
