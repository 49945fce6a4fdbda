/* SPDX-License-Identifier: BSD-2-Clause */
/* The states of a component's life: every event in every state, and the state that others see. */
#include <string.h>

#include "life.h"
#include "test.h"

#define NONE LIFE_STATES

/* The table written out a second time, from the meaning of each event. */
static enum life_state expected(enum life_state state, enum life_event event)
{
    bool paused = state == LIFE_PAUSED, again = state == LIFE_PAUSED_ENDED,
         stops = state == LIFE_RECLAIMING || paused;

    switch (event) {
    case LIFE_CLAIM: /* once in each life */
        return state <= LIFE_CRASHED ? LIFE_CLAIMED : paused ? LIFE_PAUSED_CLAIMED : NONE;
    case LIFE_RECORD:
        return state == LIFE_CLAIMED          ? LIFE_ENDED
               : state == LIFE_PAUSED_CLAIMED ? LIFE_PAUSED_ENDED
                                              : NONE;
    case LIFE_RECLAIM:
        return state == LIFE_ENDED ? LIFE_RECLAIMING : NONE;
    case LIFE_PAUSE: /* one that is down is to start again: for the monitor */
        return stops || state <= LIFE_CRASHED ? LIFE_PAUSED : again ? LIFE_PAUSED_ENDED : NONE;
    case LIFE_START:
        return paused ? LIFE_NEW : again ? LIFE_ENDED : NONE;
    case LIFE_STOP:
        return stops ? LIFE_EXITED : again ? LIFE_ENDED : NONE;
    case LIFE_STOP_CRASHED:
        return stops ? LIFE_CRASHED : again ? LIFE_ENDED : NONE;
    default:
        return NONE;
    }
}

static void each_event_in_each_state(void **unused)
{
    (void)unused;
    for (unsigned state = 0; state < LIFE_STATES; state++) {
        for (unsigned event = 0; event < LIFE_EVENTS; event++) {
            struct life life = {.state = state};
            enum life_state next = expected(state, event);

            assert_int_equal(life_step(&life, event), next != NONE);
            assert_int_equal(life_state(&life), next != NONE ? next : state);
        }
    }
}

/* No step of the supervisor's thread loses a recorded end. */
static void no_end_is_lost(void **unused)
{
    (void)unused;
    for (unsigned event = 0; event < LIFE_EVENTS; event++) {
        struct life life = {.state = LIFE_PAUSED};

        assert_true(life_step(&life, LIFE_CLAIM));
        assert_false(life_step(&life, LIFE_CLAIM));
        assert_true(life_step(&life, LIFE_RECORD));
        life_step(&life, event);
        assert_true(life_is_ending(&life));
        assert_true(life_state(&life) == LIFE_ENDED || life_is_paused(&life));
    }
}

/* From a start to the next one, with the answers of SUPERVISOR_STATUS on the way. */
static void a_life_goes_round(void **unused)
{
    static const struct {
        enum life_event event;
        bool alive;
        enum supervisor_state shown;
    } way[] = {
        {LIFE_CLAIM, true, SUPERVISOR_RUNNING},    {LIFE_RECORD, true, SUPERVISOR_RUNNING},
        {LIFE_RECLAIM, false, SUPERVISOR_RUNNING}, {LIFE_PAUSE, false, SUPERVISOR_RESTARTING},
        {LIFE_START, true, SUPERVISOR_RUNNING},    {LIFE_CLAIM, true, SUPERVISOR_RUNNING},
        {LIFE_RECORD, false, SUPERVISOR_RUNNING},  {LIFE_RECLAIM, false, SUPERVISOR_RUNNING},
        {LIFE_STOP, false, SUPERVISOR_EXITED},
    };
    struct life life = {0};

    (void)unused;
    assert_int_equal(life_shown(&life, false), SUPERVISOR_ABSENT);
    assert_int_equal(life_shown(&life, true), SUPERVISOR_RUNNING);
    for (unsigned i = 0; i < sizeof way / sizeof *way; i++) {
        assert_true(life_step(&life, way[i].event));
        assert_int_equal(life_shown(&life, way[i].alive), way[i].shown);
    }
    assert_int_equal(life_shown(&life, true), SUPERVISOR_RUNNING);
    life.state = LIFE_CRASHED;
    assert_int_equal(life_shown(&life, false), SUPERVISOR_CRASHED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_event_in_each_state),
        cmocka_unit_test(no_end_is_lost),
        cmocka_unit_test(a_life_goes_round),
    };

    return cmocka_run_group_tests_name("life", tests, NULL, NULL);
}
