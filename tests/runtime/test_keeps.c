/* SPDX-License-Identifier: BSD-2-Clause */
/* The console keeps the thread of a component that has ended: the supervisor ends it for that, but
 * not for a thread that it had kept in an earlier life of the component. */
#include <cos/syscall.h>
#include <cos/ticks.h>

#include "small_image.h"
#include "test.h"

static struct cos_result call(uint64_t slot, uint64_t method, uint64_t a1, uint64_t a2,
                              uint64_t a3);
static struct cos_values inspect(uint64_t thread, uint64_t comp, uint64_t up, unsigned reg);
#define cos_call           call
#define cos_thread_inspect inspect
#define main               component_main /* which cos/runtime.h declares */
#include "../../components/supervisor/console.c"
#undef main

#define ID 5

struct life lives[EVM_COMPONENTS];
static uint64_t time; /* that the thread has run, in ticks, in all lives */
static bool there;    /* the thread is in the console */
static unsigned ends; /* of the console */

static struct cos_result call(uint64_t slot, uint64_t method, uint64_t a1, uint64_t a2, uint64_t a3)
{
    (void)slot, (void)a2, (void)a3;
    assert_int_equal(method, SCHED_TIME);
    assert_int_equal(a1, ID);
    return (struct cos_result){.value = (int64_t)time};
}

static struct cos_values inspect(uint64_t thread, uint64_t comp, uint64_t up, unsigned reg)
{
    (void)thread, (void)comp, (void)up, (void)reg;
    return (struct cos_values){.result = there ? 0 : -COS_EDENIED};
}

uint64_t cos_ticks(uint64_t us)
{
    return us;
}

bool end_component(uint64_t id, enum end_kind how, unsigned status)
{
    assert_true(id == EVM_CONSOLE && how == END_KILL && status == STATUS_KILL);
    ends++;
    return true;
}

bool life_is_ending(const struct life *life)
{
    (void)life;
    return false;
}

uint64_t outlet_call(void)
{
    return 0;
}

bool outlet_keeps(void)
{
    return false;
}

void outlet_pass(void)
{
}

void say(const char *format, ...)
{
    (void)format;
}

/* A life ends with its thread in the console, and a look finds it there. */
static void end_there(uint64_t life)
{
    ends = 0;
    lives[ID].number = life;
    there = true;
    console_keeps(ID);
    assert_int_equal(ends, 0);
}

static void a_thread_that_stays_ends_the_console(void **state)
{
    (void)state;
    end_there(1);
    time += LEAVE_US;
    console_keeps(ID);
    assert_int_equal(ends, 0);
    time++;
    console_keeps(ID);
    assert_int_equal(ends, 1);
}

/* No look finds it elsewhere: it has left before the next one. */
static void one_that_left_in_an_earlier_life_does_not(void **state)
{
    (void)state;
    for (uint64_t life = 2; life < 5; life++) {
        end_there(life);
        time += 2 * LEAVE_US;
    }
}

static void nor_one_that_has_been_seen_elsewhere(void **state)
{
    (void)state;
    end_there(5);
    time += 2 * LEAVE_US;
    there = false;
    console_keeps(ID);
    end_there(5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thread_that_stays_ends_the_console),
        cmocka_unit_test(one_that_left_in_an_earlier_life_does_not),
        cmocka_unit_test(nor_one_that_has_been_seen_elsewhere),
    };

    assert_non_null(map_small_image(COS_IMAGE, 1, ID + 1, 0));
    return cmocka_run_group_tests_name("keeps", tests, NULL, NULL);
}
