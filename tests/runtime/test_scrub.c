/* SPDX-License-Identifier: BSD-2-Clause */
/* The supervisor looks for damaged pages: at all of them, and no longer at its own priority than a
 * report takes. */
#include <cos/syscall.h>
#include <cos/ticks.h>

#include "small_image.h"
#include "test.h"

static struct cos_result call(uint64_t slot, uint64_t method, uint64_t a1, uint64_t a2,
                              uint64_t a3);
static int64_t look_for_events(uint64_t slot, uint64_t deadline, uint64_t *events);
static uint64_t now; /* TSC time */
#define cos_call  call
#define cos_wait  look_for_events
#define cos_tsc() now
#define main      component_main /* which cos/runtime.h declares */
#include "../../components/supervisor/scrub.c"
#undef main

#define PARTS    6
#define USER     4 /* executes the pages from TEXT on */
#define FIRST    1 /* pages behind the header */
#define SUMS     31
#define TEXT     3
#define SEGMENTS COS_PAGE_SIZE
#define LASTING  20

static const uint32_t ms = 100;
static const struct cos_blob blob = {.address = (uint64_t)&ms, .bytes = sizeof ms};
static int64_t results[SUMS]; /* of a look at each page */
static unsigned looked[SUMS];
static unsigned raises, lasting, reports;
static uint64_t ended; /* bits */

bool system_ends;

static struct cos_result call(uint64_t slot, uint64_t method, uint64_t a1, uint64_t a2, uint64_t a3)
{
    (void)slot, (void)a2, (void)a3;
    assert_int_equal(method, BOOTER_SCRUB);
    assert_in_range(a1, FIRST, SUMS - 1);
    looked[a1]++;
    now += 10;
    return (struct cos_result){.value = results[a1], .extra = a1 * COS_PAGE_SIZE};
}

static int64_t look_for_events(uint64_t slot, uint64_t deadline, uint64_t *events)
{
    (void)slot, (void)deadline;
    *events = 0;
    return -COS_ETIMEDOUT;
}

const struct cos_blob *cos_blob_find(const struct cos_start *start, const char *name)
{
    (void)start, (void)name;
    return &blob;
}

uint64_t cos_ticks(uint64_t us)
{
    return us * 1000;
}

void work_raised(void)
{
    raises++;
}

void flush_console(uint64_t id)
{
    (void)id;
}

void say(const char *format, ...)
{
    (void)format;
}

void report_damage(uint64_t id, int64_t error, uint64_t damage)
{
    assert_true(id == USER && error == 0 && damage % COS_PAGE_SIZE == 1);
    reports++;
}

void report_damage_lasting(uint64_t id, uint64_t damage)
{
    (void)id;
    assert_int_equal(damage, LASTING * COS_PAGE_SIZE + 1);
    lasting++;
}

bool is_alive(uint64_t id)
{
    return id < PARTS;
}

bool end_component(uint64_t id, enum end_kind how, unsigned status)
{
    assert_true(how == END_KILL && status != 0);
    ended |= BIT(id);
    return true;
}

static int map_image(void **state)
{
    struct evm_image *head = map_small_image(COS_IMAGE, 2, PARTS, COS_PAGE_SIZE);
    struct evm_component *parts;

    (void)state;
    if (head == NULL)
        return -1;
    head->header_pages = FIRST;
    head->sums = SUMS;
    head->segments = SEGMENTS;
    parts = (struct evm_component *)((char *)head + head->components);
    parts[USER].segment_count = 1;
    parts[USER].restart.when = EVM_RESTART_ALWAYS;
    *(struct evm_segment *)((char *)head + SEGMENTS) = (struct evm_segment){
        .page = TEXT, .file_pages = 2, .pages = 2, .rights = EVM_SEG_READ | EVM_SEG_EXEC};
    return 0;
}

static int begin(void **state)
{
    (void)state;
    for (unsigned page = 0; page < SUMS; page++)
        results[page] = looked[page] = 0;
    raises = reports = lasting = 0;
    ended = 0;
    scrub_begin();
    return 0;
}

/* Time for so many passes comes at once, as after a stop of the whole machine. */
static void late_by(unsigned passes)
{
    now += passes * (SUMS - FIRST + BATCH) * each;
}

static unsigned sum(void)
{
    unsigned sum = 0;

    for (unsigned page = 0; page < SUMS; page++)
        sum += looked[page];
    return sum;
}

static void all_pages(void **state)
{
    uint64_t events = 0;

    (void)state;
    late_by(3);
    scrub_work(&events);
    for (unsigned page = FIRST; page < SUMS; page++)
        assert_in_range(looked[page], 3, 5);
    assert_int_equal(raises, 0);
}

static void no_page_too_early(void **state)
{
    (void)state;
    assert_false(scrub_is_due());
    assert_int_equal(scrub_look(), now + BATCH * each);
    assert_int_equal(sum(), 0);
}

/* However late it is. */
static void a_report_is_the_last_at_the_own_priority(void **state)
{
    uint64_t events = 0;

    (void)state;
    late_by(3);
    results[TEXT] = 1;
    scrub_work(&events);
    assert_true(raises == 1 && reports == 1 && looked[TEXT] == 1);
    assert_int_equal(sum(), TEXT - FIRST + 1);
    assert_int_equal(ended, BIT(USER));
}

static void lasting_damage_is_reported_once(void **state)
{
    uint64_t events = 0;

    (void)state;
    late_by(3);
    results[LASTING] = -COS_EIO;
    scrub_work(&events);
    assert_true(raises == 1 && lasting == 1 && looked[LASTING] == 1);
    assert_int_equal(sum(), LASTING - FIRST + 1);
    scrub_work(&events);
    assert_true(raises == 1 && lasting == 1 && looked[LASTING] > 2);
    assert_int_equal(ended, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(all_pages, begin),
        cmocka_unit_test_setup(no_page_too_early, begin),
        cmocka_unit_test_setup(a_report_is_the_last_at_the_own_priority, begin),
        cmocka_unit_test_setup(lasting_damage_is_reported_once, begin),
    };

    return cmocka_run_group_tests(tests, map_image, NULL);
}
