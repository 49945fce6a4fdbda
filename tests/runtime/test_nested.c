/* SPDX-License-Identifier: BSD-2-Clause */
/* The search for the components that a thread is in. */
#include "common.h"
#include "nested.h"
#include "small_image.h"
#include "test.h"

#define PARTS 60
#define OWN   7

static unsigned asked, depth;
static uint64_t in[EVM_COMPONENTS]; /* the components that it is in, innermost first */

static int map_image(void **state)
{
    (void)state;
    return map_small_image(COS_IMAGE, 4, PARTS, COS_PAGE_SIZE) != NULL ? 0 : -1;
}

static struct cos_values answer(uint64_t id, uint64_t within, uint64_t up)
{
    asked++;
    assert_int_equal(id, OWN);
    assert_true(within < PARTS && !evm_is_vital(within));
    if (up >= depth)
        return (struct cos_values){.result = -COS_ENOENT};
    return (struct cos_values){.result = in[up] == within ? 0 : -COS_EDENIED, .v0 = up};
}

/* Returns the frames found. */
static unsigned walk(struct nested *nested)
{
    uint64_t within;
    unsigned up;

    for (up = 0; nested_find(nested, up, &within).result == 0; up++)
        assert_int_equal(within, in[up]);
    return up;
}

static void each_is_found(void **state)
{
    struct nested nested = {OWN, answer, 0};

    (void)state;
    depth = 3;
    in[0] = PARTS - 1;
    in[1] = EVM_SUPERVISOR + 1;
    in[2] = OWN;
    assert_int_equal(walk(&nested), 3);
}

static void its_own_component_comes_first(void **state)
{
    struct nested nested = {OWN, answer, 0};
    uint64_t within;

    (void)state;
    asked = 0;
    depth = 1;
    in[0] = OWN;
    assert_int_equal(nested_find(&nested, 0, &within).result, 0);
    assert_int_equal(asked, 1);
}

/* Root components are never found: each question is answered with EDENIED. */
static void a_search_ends(void **state)
{
    struct nested nested = {OWN, answer, 0};
    uint64_t within;
    int64_t result = -COS_EDENIED;

    (void)state;
    asked = 0;
    depth = EVM_COMPONENTS;
    for (unsigned up = 0; up < depth; up++)
        in[up] = EVM_BOOTER;
    for (unsigned up = 0; up < depth && result == -COS_EDENIED; up++)
        result = nested_find(&nested, up, &within).result;
    assert_int_equal(result, -COS_ENOENT);
    assert_int_equal(asked, NESTED_MOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_found),
        cmocka_unit_test(its_own_component_comes_first),
        cmocka_unit_test(a_search_ends),
    };

    return cmocka_run_group_tests(tests, map_image, NULL);
}
