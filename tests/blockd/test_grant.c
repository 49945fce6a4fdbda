/* SPDX-License-Identifier: BSD-2-Clause */
/* Arguments, and what they let users do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cos/abi.h>

#include "config.h"
#include "tables.h"

#define EIGHT_USERS(name)                                                                      \
    "user=" name "1 disk=0 user=" name "2 disk=0 user=" name "3 disk=0 user=" name "4 disk=0 " \
    "user=" name "5 disk=0 user=" name "6 disk=0 user=" name "7 disk=0 user=" name "8 disk=0 "

static struct grants grants;
static struct config_problem problem;

/* In memory of its own, so that each byte too far is found. */
static bool read_bytes(const char *text, size_t bytes, unsigned disks)
{
    char *copy = malloc(bytes);
    bool good;

    memcpy(copy, text, bytes);
    memset(&grants, 0, sizeof grants);
    good = config_read(&grants, copy, bytes, disks, &problem);
    if (problem.word != NULL) {
        assert_true(problem.word >= copy && problem.word + problem.length <= copy + bytes);
        problem.word = text + (problem.word - copy);
    }
    free(copy);
    return good;
}

static bool read_text(const char *text)
{
    return read_bytes(text, strlen(text), 2);
}

static void users_are_as_declared(void **state)
{
    static const char text[] =
        "user=web disk=0 part=1 mode=ro\0user=store  disk=1 first=10 count=20 mode=rw\0"
        "user=all\0disk=1";

    (void)state;
    assert_true(read_bytes(text, sizeof text, 2));
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

static void mistakes_are_told(void **state)
{
    static const struct {
        const char *text, *word, *user, *expected;
    } cases[] = {
        {"disk=0", "disk=0", "", "user=NAME before"},
        {"user=", "user=", "", "a name"},
        {"user=a disk=0 user=a disk=1", "user=a", "a", "no other user's"},
        {"user=12345678901234567890123456789012", "user=12345678901234567890123456789012", "",
         "at most 31"},
        {"user=a disk=2", "disk=2", "a", "its own links"},
        {"user=a disk=x", "disk=x", "a", "its own links"},
        {"user=a disk=0 part=0", "part=0", "a", "1 to 128"},
        {"user=a disk=0 part=129", "part=129", "a", "1 to 128"},
        {"user=a disk=0 first=", "first=", "a", "a sector"},
        {"user=a disk=0 count=0", "count=0", "a", "a number of sectors"},
        {"user=a disk=0 count=18014398509481985", "count=18014398509481985", "a", "2^54"},
        {"user=a disk=0 mode=w", "mode=w", "a", "mode=ro or mode=rw"},
        {"user=a disk=0 size=3", "size=3", "a", "user=, disk="},
        {"user=a mode=rw", NULL, "a", "disk= for each"},
        {"user=a user=b disk=0", NULL, "a", "disk= for each"},
        {"user=a disk=0 part=1 first=3", NULL, "a", "either part="},
        {EIGHT_USERS("a") EIGHT_USERS("b") EIGHT_USERS("c") EIGHT_USERS("d") EIGHT_USERS("e"),
         "user=e7", "e6", "at most 40"},
    };

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_false(read_text(cases[i].text));
        assert_non_null(strstr(problem.expected, cases[i].expected));
        assert_string_equal(problem.user, cases[i].user);
        assert_int_equal(problem.word != NULL, cases[i].word != NULL);
        if (cases[i].word != NULL) {
            assert_int_equal(problem.length, strlen(cases[i].word));
            assert_memory_equal(problem.word, cases[i].word, strlen(cases[i].word));
        }
    }
}

static const char *resolve(const char *text, bool read_only)
{
    assert_true(read_text(text));
    return grant_resolve(&grants.of[0], &tables_disk, read_only);
}

static void sectors_are_within_the_disk(void **state)
{
    (void)state;
    tables_clear();
    mbr_put(0, 0, 0x83, 7, 70);
    assert_null(resolve("user=a disk=0 mode=rw", false));
    assert_int_equal(grants.of[0].extent.count, SECTORS);
    assert_null(resolve("user=a disk=0 first=500", false));
    assert_int_equal(grants.of[0].extent.count, 12);
    assert_null(resolve("user=a disk=0 first=500 count=12", true));
    assert_null(resolve("user=a disk=0 part=1", true));
    assert_int_equal(grants.of[0].extent.first, 7);
    assert_non_null(strstr(resolve("user=a disk=0 first=500 count=13", false), "beyond"));
    assert_non_null(strstr(resolve("user=a disk=0 first=512", false), "beyond"));
    assert_non_null(strstr(resolve("user=a disk=0 part=2", false), "no such"));
    assert_non_null(strstr(resolve("user=a disk=0 mode=rw", true), "mode=ro"));
}

static void one_writer_each(void **state)
{
    static const struct {
        const char *text;
        bool collide;
    } cases[] = {
        {"user=a disk=0 first=0 count=10 mode=rw user=b disk=0 first=10 count=10 mode=rw", false},
        {"user=a disk=0 first=0 count=11 mode=rw user=b disk=0 first=10 count=10 mode=rw", true},
        {"user=a disk=0 first=10 count=1 mode=rw user=b disk=0 first=0 count=20 mode=rw", true},
        {"user=a disk=0 first=0 count=20 mode=rw user=b disk=1 first=0 count=20 mode=rw", false},
        {"user=a disk=0 first=0 count=20 mode=rw user=b disk=0 first=0 count=20", false},
        {"user=a disk=0 count=9 user=b disk=0 first=9 count=9 mode=rw user=c disk=0 first=17 "
         "count=1 mode=rw",
         true},
    };
    unsigned one, other;

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(read_text(cases[i].text));
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
        cmocka_unit_test(mistakes_are_told),
        cmocka_unit_test(sectors_are_within_the_disk),
        cmocka_unit_test(one_writer_each),
        cmocka_unit_test(requests_are_checked_and_shifted),
    };

    return cmocka_run_group_tests_name("grant", tests, NULL, NULL);
}
