/* SPDX-License-Identifier: BSD-2-Clause */
/* What the component `devices` can do by telling the supervisor of blocked accesses: end components
 * with PCI devices, and no other. */
#include "common.h"
#include "small_image.h"
#include "test.h"

#define PARTS     9
#define DRIVER    5
#define PLAIN     6
#define MEMORY    7 /* has device memory only */
#define DEVICES   8
#define INTERRUPT 0x25ull /* a reason */
#define ACCESS    0x5ull

struct life lives[EVM_COMPONENTS];
static uint64_t ended; /* bits */
static unsigned news, lines, asked;

bool is_alive(uint64_t id)
{
    return id < PARTS;
}

bool end_component(uint64_t id, enum end_kind how, unsigned status)
{
    (void)how;
    (void)status;
    ended |= 1ull << id;
    return true;
}

uint64_t cos_ticks(uint64_t us)
{
    return us;
}

void news_tell(void)
{
    news++;
}

void say(const char *format, ...)
{
    (void)format;
    lines++;
}

bool say_of(uint64_t id, bool *details)
{
    asked++;
    *details = false;
    return id == DRIVER;
}

void flush_console(uint64_t id)
{
    (void)id;
}

static int map_image(void **state)
{
    struct evm_image *head = map_small_image(COS_IMAGE, 2, PARTS, COS_PAGE_SIZE);
    struct evm_component *parts;
    struct evm_grant *grants;

    (void)state;
    if (head == NULL)
        return -1;
    parts = (struct evm_component *)((char *)head + head->components);
    grants = (struct evm_grant *)((char *)head + head->grants);
    grants[0].type = EVM_GRANT_PCI;
    grants[1].type = EVM_GRANT_MMIO;
    parts[DRIVER].grant_count = 1;
    parts[MEMORY].grant_first = 1;
    parts[MEMORY].grant_count = 1;
    parts[DEVICES].flags = EVM_DEVICES;
    return 0;
}

static int begin(void **state)
{
    (void)state;
    drivers_begin();
    blocked_look();
    ended = news = lines = asked = 0;
    return 0;
}

static int64_t note(uint64_t owner, uint64_t reason)
{
    return blocked_note(DEVICES, DEVICES, owner << 16 | reason << 24, 0x1000);
}

static void it_ends_drivers_only(void **state)
{
    (void)state;
    for (uint64_t id = EVM_BOOTER + 1; id <= UINT8_MAX; id++)
        if (id != DRIVER)
            assert_int_equal(note(id, ACCESS), -COS_EINVAL);
    assert_int_equal(note(EVM_BOOTER, ACCESS), 0);
    assert_int_equal(note(DRIVER, INTERRUPT), 0);
    assert_int_equal(ended, 0);
    assert_int_equal(news, 2);
    assert_int_equal(note(DRIVER, ACCESS), 0);
    assert_int_equal(ended, 1ull << DRIVER);
}

/* Two threads at once would break the ring, and the supervisor would report without end. */
static void only_its_own_thread_tells(void **state)
{
    uint64_t fault = (uint64_t)DRIVER << 16 | ACCESS << 24;

    (void)state;
    assert_int_equal(blocked_note(DEVICES, DRIVER, fault, 0), -COS_EDENIED);
    assert_int_equal(blocked_note(DRIVER, DRIVER, fault, 0), -COS_EDENIED);
    assert_int_equal(blocked_note(DRIVER, DEVICES, fault, 0), -COS_EDENIED);
    assert_int_equal(ended, 0);
    assert_int_equal(news, 0);
}

/* Reports on devices of no component leave room for other reports, too. */
static void reports_are_limited(void **state)
{
    (void)state;
    assert_int_equal(note(EVM_BOOTER, ACCESS), 0);
    blocked_look();
    assert_int_equal(asked, 1);
    assert_int_equal(lines, 0);
    assert_int_equal(note(DRIVER, ACCESS), 0);
    blocked_look();
    assert_int_equal(asked, 2);
    assert_true(lines > 0);
}

static void no_more_than_are_reported(void **state)
{
    unsigned noted = 0;

    (void)state;
    while (note(DRIVER, INTERRUPT) == 0)
        assert_true(++noted < 100);
    assert_int_equal(note(DRIVER, INTERRUPT), -COS_EAGAIN);
    assert_int_equal(ended, 0);
    blocked_look();
    assert_int_equal(note(DRIVER, INTERRUPT), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(it_ends_drivers_only, begin),
        cmocka_unit_test_setup(only_its_own_thread_tells, begin),
        cmocka_unit_test_setup(reports_are_limited, begin),
        cmocka_unit_test_setup(no_more_than_are_reported, begin),
    };

    return cmocka_run_group_tests_name("blocked", tests, map_image, NULL);
}
