/* SPDX-License-Identifier: BSD-2-Clause */
/* The supervisor's thread lowers its priority for a while: whenever the end of that while comes, it
 * is not at the low priority then without knowing of the end. */
#include <cos/syscall.h>
#include <sched.h>

#include "test.h"

static struct cos_result call(uint64_t slot, uint64_t method, uint64_t a1, uint64_t a2,
                              uint64_t a3);
static int64_t look(uint64_t slot, uint64_t deadline, uint64_t *events);
static int64_t tell(uint64_t slot);
#define cos_call   call
#define cos_signal tell
#define cos_wait   look
#define main       component_main /* which cos/runtime.h declares */
#include "../../components/supervisor/urgency.c"
#undef main

#define LOW 7

static unsigned left;  /* calls before which the timer does not expire */
static bool set, came; /* the timer; its event, which is not fetched */
static uint64_t low;   /* the limit of the priority */
static unsigned news;  /* priority of the news that another thread tells while this one is in the
                          booter; 0: no news */
static unsigned hurries;

/* The scheduler ends the limit, and tells the thread. */
static void pass(void)
{
    if (!set || left-- > 0)
        return;
    set = false;
    came = true;
    low = OWN_PRIORITY;
}

/* A step of the booter's, until that time. */
static struct cos_result book(uint64_t until)
{
    if (news != 0)
        news_tell_within(news);
    return (struct cos_result){.value = BOOTER_MORE, .extra = until};
}

static int64_t tell(uint64_t slot)
{
    (void)slot;
    return 0;
}

static struct cos_result limit(uint64_t priority, bool raise)
{
    bool set_it = !raise || priority > low;

    low = set_it ? priority : low;
    return (struct cos_result){.value = raise && set_it ? SCHED_RAISE : 0};
}

static struct cos_result call(uint64_t slot, uint64_t method, uint64_t a1, uint64_t a2, uint64_t a3)
{
    pass();
    if (slot == COS_SLOT_BOOTER && method == BOOTER_HURRY)
        hurries++;
    else if (slot == COS_SLOT_BOOTER)
        return book(a3);
    else if (method == SCHED_LOWER)
        return limit(a1, a2 == SCHED_RAISE);
    return (struct cos_result){0};
}

static int64_t look(uint64_t slot, uint64_t deadline, uint64_t *events)
{
    (void)slot, (void)deadline;
    pass();
    *events = came ? COS_EVENT_TIMER : 0;
    if (!came)
        return -COS_ETIMEDOUT;
    came = false;
    return 0;
}

void cos_timer(uint64_t deadline)
{
    (void)deadline;
    set = true;
}

static void no_end_is_missed(void **state)
{
    (void)state;
    for (unsigned when = 0; when < 10; when++) {
        uint64_t events = 0;

        left = when;
        set = came = false;
        low = OWN_PRIORITY;
        if (work_lowered(LOW, 1000, &events))
            assert_false(came && low != OWN_PRIORITY);
        else
            assert_true(events == COS_EVENT_TIMER && low == OWN_PRIORITY);
    }
}

static void without_an_end_it_is_low(void **state)
{
    uint64_t events = 0;

    (void)state;
    left = 1000;
    set = came = false;
    low = OWN_PRIORITY;
    assert_true(work_lowered(LOW, 1000, &events));
    assert_int_equal(low, LOW);
}

/* A step of the booter's at LOW, during which there is news of that priority. */
static void step_with(unsigned priority)
{
    uint64_t events = 0;
    struct cos_result result;

    left = 1000;
    set = came = false;
    hurries = 0;
    news = priority;
    low = OWN_PRIORITY;
    assert_true(work_lowered(LOW, 1000, &events));
    result = work_step(BOOTER_CREATE, 5, 0);
    assert_true(result.value == BOOTER_MORE && result.extra == 1000);
    news = 0;
}

/* The booter's step ends by the time of the timer, and at once when there is news. */
static void news_hurries_the_booter(void **state)
{
    (void)state;
    step_with(OWN_PRIORITY);
    assert_true(hurries == 1 && low == OWN_PRIORITY);
    news_tell(); /* not in a step */
    assert_int_equal(hurries, 1);
}

static void it_is_as_urgent_as_the_news(void **state)
{
    (void)state;
    step_with(LOW + 1);
    assert_true(hurries == 1 && low == LOW + 1);
}

static void less_urgent_news_waits_for_the_step(void **state)
{
    (void)state;
    step_with(LOW);
    assert_true(hurries == 0 && low == LOW);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_end_is_missed),
        cmocka_unit_test(without_an_end_it_is_low),
        cmocka_unit_test(news_hurries_the_booter),
        cmocka_unit_test(it_is_as_urgent_as_the_news),
        cmocka_unit_test(less_urgent_news_waits_for_the_step),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
