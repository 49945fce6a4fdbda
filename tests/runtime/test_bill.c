/* SPDX-License-Identifier: BSD-2-Clause */
/* What a service does for its clients is charged to them, although the scheduler takes a part only
 * later, and whichever service asks for them. */
#include <cos/syscall.h>
#include <sched.h>
#include <string.h>

#include "test.h"

static struct cos_result charge(uint64_t slot, uint64_t method, uint64_t id, uint64_t ticks,
                                uint64_t service);
#define cos_call charge
#define main     component_main /* which cos/runtime.h declares */
#include <cos/bill.h>
#undef main

#define CLIENT  5
#define SERVICE 6
#define OTHER   7
#define LEAST   1000
#define REQUEST 300

static uint64_t ran, charged[SCHED_THREADS]; /* by the service, before it woke; to each */
static bool refuses;                         /* what a service asks for */

static struct cos_result charge(uint64_t slot, uint64_t method, uint64_t id, uint64_t ticks,
                                uint64_t service)
{
    assert_true(slot == COS_SLOT_SCHED && method == SCHED_CHARGE);
    if (refuses && service != 0)
        return (struct cos_result){.value = -COS_EDENIED};
    ticks = ticks < ran ? ticks : ran;
    ran -= ticks;
    charged[id] += ticks;
    return (struct cos_result){.value = (int64_t)ticks};
}

static struct cos_bill begin(void)
{
    ran = 0;
    refuses = false;
    memset(charged, 0, sizeof charged);
    return (struct cos_bill){.least = LEAST};
}

static void a_rest_is_charged_later(void **state)
{
    struct cos_bill bill = begin();

    (void)state;
    for (unsigned i = 0; i < 100; i++) {
        cos_bill_add(&bill, 0, CLIENT, REQUEST);
        ran += REQUEST; /* the scheduler knows of it when the thread waits */
    }
    assert_true(charged[CLIENT] >= 100 * REQUEST - LEAST - REQUEST);
}

static void another_service_loses_no_rest(void **state)
{
    struct cos_bill bill = begin();

    (void)state;
    cos_bill_add(&bill, CLIENT, SERVICE, REQUEST);
    cos_bill_add(&bill, 0, CLIENT, REQUEST); /* the scheduler takes nothing yet */
    ran = 2 * LEAST;
    cos_bill_add(&bill, 0, CLIENT, LEAST);
    assert_int_equal(charged[CLIENT], 2 * REQUEST + LEAST);
    assert_int_equal(charged[SERVICE], 0);
}

static void who_has_no_right_to_ask_pays(void **state)
{
    struct cos_bill bill = begin();

    (void)state;
    refuses = true;
    ran = 10 * LEAST;
    for (unsigned i = 0; i < 10; i++)
        cos_bill_add(&bill, CLIENT, OTHER, LEAST);
    assert_true(charged[OTHER] == 10 * LEAST && charged[CLIENT] == 0);
}

/* What a service without the right has asked for is no matter of the client that it names. */
static void nor_does_the_client_pay_the_rest(void **state)
{
    struct cos_bill bill = begin();

    (void)state;
    refuses = true;
    cos_bill_add(&bill, CLIENT, OTHER, REQUEST);
    cos_bill_add(&bill, 0, CLIENT, REQUEST); /* the scheduler takes nothing yet */
    ran = 2 * LEAST;
    cos_bill_add(&bill, 0, CLIENT, LEAST);
    assert_int_equal(charged[CLIENT], REQUEST + LEAST);
}

static void a_rest_is_limited(void **state)
{
    struct cos_bill bill = begin();

    (void)state;
    cos_bill_add(&bill, 0, CLIENT, 100 * LEAST); /* others have run meanwhile */
    ran = 100 * LEAST;
    cos_bill_add(&bill, 0, CLIENT, LEAST);
    assert_true(charged[CLIENT] <= 2 * LEAST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rest_is_charged_later),
        cmocka_unit_test(another_service_loses_no_rest),
        cmocka_unit_test(who_has_no_right_to_ask_pays),
        cmocka_unit_test(nor_does_the_client_pay_the_rest),
        cmocka_unit_test(a_rest_is_limited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
