/* SPDX-License-Identifier: BSD-2-Clause */
/* The booter's work for `devices`: asked for again and again, done once, and not lost when that
 * component ends. */
#include "work.h"

#include <sys/mman.h>

#include "common.h"
#include "small_image.h"
#include "test.h"

#define PARTS   8
#define DEVICES (PARTS - 1)
#define DRIVER  5
#define OTHER   6

uint64_t lives[EVM_COMPONENTS];
bool alive[EVM_COMPONENTS]; /* `devices` is there only when it asks: so nothing is signalled */

static struct evm_component *parts;

static int map_image(void **state)
{
    struct evm_image *head = map_small_image(COS_BOOT_IMAGE, 1, PARTS, 3584);

    (void)state;
    if (head == NULL)
        return -1;
    parts = (struct evm_component *)((char *)head + head->components);
    parts[DEVICES].flags = EVM_DEVICES;
    ((struct evm_grant *)((char *)head + head->grants))->type = EVM_GRANT_MMIO;
    parts[DRIVER].grant_count = 1;
    return 0;
}

static int forget(void **state)
{
    (void)state;
    for (uint64_t id = 0; id < PARTS; id++)
        work_forget(id);
    alive[DEVICES] = false;
    lives[DEVICES] = 1;
    return 0;
}

static int64_t ask(uint64_t id, enum work_kind kind)
{
    uint64_t more;

    return work_ask(id, kind, 77, &more);
}

static void who_needs_it(void **state)
{
    (void)state;
    assert_int_equal(devices_id(), DEVICES);
    assert_true(needs_devices(DRIVER));
    assert_false(needs_devices(OTHER));
    parts[DEVICES].flags = 0;
    assert_int_equal(devices_id(), EVM_BOOTER);
    parts[DEVICES].flags = EVM_DEVICES;
}

static void asked_and_done(void **state)
{
    enum work_kind kind;
    uint64_t argument, more;

    (void)state;
    assert_int_equal(work_next(0, &kind, &argument), -COS_ENOENT);
    assert_int_equal(work_done(DRIVER, WORK_ATTACH, 0, 0), -COS_ENOENT); /* not asked for */
    assert_int_equal(ask(DRIVER, WORK_ATTACH), -COS_EBUSY);
    assert_int_equal(ask(OTHER, WORK_END), -COS_EBUSY);
    assert_int_equal(work_next(0, &kind, &argument), DRIVER);
    assert_int_equal(kind, WORK_ATTACH);
    assert_int_equal(argument, 77);
    assert_int_equal(work_next(0, &kind, &argument), DRIVER); /* as often as it is not done */
    assert_int_equal(work_next(DRIVER + 1, &kind, &argument), OTHER);
    assert_int_equal(work_done(DRIVER, WORK_END, 0, 0), -COS_ENOENT); /* something else */
    assert_int_equal(work_done(DRIVER, WORK_ATTACH, -COS_EIO, 5), 0);
    assert_int_equal(work_done(DRIVER, WORK_ATTACH, 0, 0), -COS_ENOENT); /* it has been said */
    assert_int_equal(work_ask(DRIVER, WORK_ATTACH, 77, &more), -COS_EIO);
    assert_int_equal(more, 5);
    assert_int_equal(work_next(0, &kind, &argument), OTHER);
    work_forget(DRIVER);
    assert_int_equal(ask(DRIVER, WORK_ATTACH), -COS_EBUSY);
}

/* An end comes before what was to be done for the life that ends. */
static void an_end_comes_first(void **state)
{
    enum work_kind kind;
    uint64_t argument;

    (void)state;
    assert_int_equal(ask(DRIVER, WORK_ATTACH), -COS_EBUSY);
    assert_int_equal(work_done(DRIVER, WORK_ATTACH, 0, 0), 0);
    assert_true(is_attached(DRIVER));
    work_forget(DRIVER);
    assert_true(is_attached(DRIVER));
    assert_int_equal(ask(DRIVER, WORK_DESCRIBE), -COS_EBUSY);
    assert_int_equal(ask(DRIVER, WORK_END), -COS_EBUSY);
    assert_int_equal(work_next(0, &kind, &argument), DRIVER);
    assert_int_equal(kind, WORK_END);
    assert_int_equal(work_done(DRIVER, WORK_DESCRIBE, 0, 0), -COS_ENOENT);
    assert_int_equal(work_done(DRIVER, WORK_END, -COS_EIO, 0), 0);
    assert_true(is_attached(DRIVER)); /* its device still does what it did */
    work_forget(DRIVER);
    assert_int_equal(ask(DRIVER, WORK_END), -COS_EBUSY);
    assert_int_equal(work_done(DRIVER, WORK_END, 0, 0), 0);
    assert_false(is_attached(DRIVER));
}

/* A description is in the memory of the life that has made it; all else is not. */
static void another_life(void **state)
{
    (void)state;
    assert_int_equal(ask(DRIVER, WORK_DESCRIBE), -COS_EBUSY);
    assert_int_equal(ask(OTHER, WORK_END), -COS_EBUSY);
    assert_int_equal(work_done(DRIVER, WORK_DESCRIBE, 0, 0), 0);
    assert_int_equal(work_done(OTHER, WORK_END, 0, 0), 0);
    assert_int_equal(ask(DRIVER, WORK_DESCRIBE), 0);
    lives[DEVICES]++;
    assert_int_equal(ask(OTHER, WORK_END), 0);
    assert_int_equal(ask(DRIVER, WORK_DESCRIBE), -COS_EBUSY);
}

static int64_t say(enum work_kind kind, int64_t result)
{
    work_forget(DRIVER);
    assert_int_equal(ask(DRIVER, kind), -COS_EBUSY);
    assert_int_equal(work_done(DRIVER, kind, result, 0), 0);
    return ask(DRIVER, kind);
}

/* `devices` cannot keep a component between two states, or have its end taken for done. */
static void only_what_may_come_of_it(void **state)
{
    (void)state;
    for (int64_t error = COS_EDENIED; error <= COS_EIO; error++) {
        assert_int_equal(say(WORK_DESCRIBE, -error),
                         error == COS_ENOENT ? -COS_ENOENT : -COS_EDENIED);
        assert_int_equal(say(WORK_ATTACH, -error), -COS_EIO);
        assert_int_equal(say(WORK_END, -error), -COS_EIO);
    }
}

/* When its devices may claim memory and ports. */
static void open_until_done(void **state)
{
    (void)state;
    assert_false(work_is_open(DRIVER, WORK_DESCRIBE));
    assert_int_equal(ask(DRIVER, WORK_DESCRIBE), -COS_EBUSY);
    assert_true(work_is_open(DRIVER, WORK_DESCRIBE));
    assert_false(work_is_open(DRIVER, WORK_END));
    assert_false(work_is_open(OTHER, WORK_DESCRIBE));
    assert_int_equal(work_done(DRIVER, WORK_DESCRIBE, 0, 0), 0);
    assert_false(work_is_open(DRIVER, WORK_DESCRIBE));
    work_forget(DRIVER);
    assert_false(work_is_open(DRIVER, WORK_DESCRIBE));
}

static void late(void **state)
{
    enum work_kind kind;
    uint64_t since, before, argument;

    (void)state;
    alive[DEVICES] = true;
    assert_int_equal(work_late(&since), -COS_ENOENT); /* there is nothing to do */
    alive[DEVICES] = false;
    assert_int_equal(ask(DRIVER, WORK_END), -COS_EBUSY);
    assert_int_equal(work_late(&since), -COS_ENOENT); /* nor is it there */
    alive[DEVICES] = true;
    assert_int_equal(work_late(&since), 0);
    before = since;
    work_next(0, &kind, &argument);
    assert_int_equal(work_late(&since), 0);
    assert_true(since > before);
    work_begin();
    before = since;
    assert_int_equal(work_late(&since), 0);
    assert_true(since > before);
    assert_int_equal(work_done(DRIVER, WORK_END, 0, 0), 0);
    assert_int_equal(work_late(&since), -COS_ENOENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(who_needs_it, forget),
        cmocka_unit_test_setup(asked_and_done, forget),
        cmocka_unit_test_setup(an_end_comes_first, forget),
        cmocka_unit_test_setup(another_life, forget),
        cmocka_unit_test_setup(only_what_may_come_of_it, forget),
        cmocka_unit_test_setup(open_until_done, forget),
        cmocka_unit_test_setup(late, forget),
    };

    return cmocka_run_group_tests_name("work", tests, map_image, NULL);
}
