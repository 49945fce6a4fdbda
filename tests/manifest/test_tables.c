/* SPDX-License-Identifier: BSD-2-Clause */
/* The tables of keys: rules that messages, defaults and help rely on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "manifest/keys.h"
#include "manifest/manifest.h"
#include "manifest/value.h"

static const struct table *const tables[] = {
    &system_table, &vm_table,      &cpu_table, &uses_table,    &disk_table, &switch_table,
    &port_table,   &restart_table, &use_table, &carried_table, &board_table};

/* Calls `test` for each key that is supported. */
static void each_key(void (*test)(const struct key *key))
{
    for (unsigned i = 0; i < COUNT(tables); i++)
        for (unsigned j = 0; j < tables[i]->count; j++)
            if (tables[i]->keys[j].shape != SHAPE_UNSUPPORTED)
                test(&tables[i]->keys[j]);
}

static void check_texts(const struct key *key)
{
    assert_non_null(key->expected);
    assert_non_null(key->value);
    assert_non_null(key->help);
    assert_null(strchr(key->value, '|')); /* cells of Markdown tables */
    assert_null(strchr(key->help, '|'));
    assert_true(!key->otherwise ||
                key->help[strlen(key->help) - 1] != '.'); /* before the default */
}

static void test_texts(void **state)
{
    (void)state;
    each_key(check_texts);
}

static void check_inner(const struct key *key)
{
    if (!key->inner)
        return;
    assert_true(key->shape == SHAPE_MAPPING || key->shape == SHAPE_TEXT_OR_MAPPING);
    assert_non_null(strchr(key->expected, '{')); /* messages show the notation */
}

static void test_inner(void **state)
{
    (void)state;
    each_key(check_inner);
}

static void check_range(const struct key *key)
{
    if (key->shape == SHAPE_COUNT)
        assert_true(key->most && key->most <= UINT32_MAX);
    if (key->shape == SHAPE_SIZE && key->least)
        assert_int_equal(strncmp(key->expected, "a size like ", strlen("a size like ")), 0);
    assert_true(!key->most || key->least <= key->most);
}

static void test_ranges(void **state)
{
    (void)state;
    each_key(check_range);
}

/* A default is a valid value of its key. */
static void check_default(const struct key *key)
{
    union {
        unsigned char bytes[sizeof(struct strings)];
        uint64_t number;
    } before, after;

    if (!key->otherwise)
        return;
    assert_true(key->shape >= SHAPE_WORD && key->shape <= SHAPE_BOOL);
    memset(&before, key->shape == SHAPE_BOOL ? !strcmp(key->otherwise, "no") : 0x5a,
           sizeof(before));
    after = before;
    value_default(key, &after);
    assert_memory_not_equal(&before, &after, sizeof(before));
}

static void test_defaults(void **state)
{
    (void)state;
    each_key(check_default);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_inner),
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_defaults),
    };

    return cmocka_run_group_tests_name("tables of keys", tests, NULL, NULL);
}
