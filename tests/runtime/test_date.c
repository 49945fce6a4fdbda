/* SPDX-License-Identifier: BSD-2-Clause */
/* Dates of the machine's clock, in each of its formats, compared with the C library's. */
#define _GNU_SOURCE /* timegm() */
#include <stdlib.h>
#include <time.h>

#include "date.h"
#include "test.h"

#define FIRST 946684800  /* 2000-01-01 */
#define END   4102444800 /* 2100-01-01 */
#define DAY   86400

static unsigned coded(unsigned value, unsigned format)
{
    return format & DATE_BINARY ? value : value / 10 << 4 | value % 10;
}

static unsigned coded_hour(unsigned hour, unsigned format)
{
    if (format & DATE_24_HOURS)
        return coded(hour, format);
    return coded(hour % 12 ? hour % 12 : 12, format) | (hour >= 12 ? DATE_AFTERNOON : 0);
}

static struct date date_of(time_t time, unsigned format)
{
    struct tm tm;

    gmtime_r(&time, &tm);
    return (struct date){coded(tm.tm_sec, format),       coded(tm.tm_min, format),
                         coded_hour(tm.tm_hour, format), coded(tm.tm_mday, format),
                         coded(tm.tm_mon + 1, format),   coded(tm.tm_year - 100, format)};
}

static void every_day(void **state)
{
    (void)state;
    for (time_t day = FIRST; day < END; day += DAY) {
        time_t time = day + rand() % DAY;

        for (unsigned format = 0; format <= (DATE_BINARY | DATE_24_HOURS);
             format += DATE_24_HOURS) {
            struct date date = date_of(time, format);

            assert_int_equal(date_seconds(&date, format), time);
        }
    }
}

static void every_hour(void **state)
{
    (void)state;
    for (time_t time = FIRST; time < FIRST + DAY; time += 600)
        for (unsigned format = 0; format <= (DATE_BINARY | DATE_24_HOURS);
             format += DATE_24_HOURS) {
            struct date date = date_of(time, format);

            assert_int_equal(date_seconds(&date, format), time);
        }
}

static void no_dates(void **state)
{
    (void)state;
    static const struct date wrong[] = {
        {60, 0, 0, 1, 1, 0}, {0, 60, 0, 1, 1, 0},  {0, 0, 24, 1, 1, 0},
        {0, 0, 0, 0, 1, 0},  {0, 0, 0, 32, 1, 0},  {0, 0, 0, 1, 0, 0},
        {0, 0, 0, 1, 13, 0}, {0, 0, 0, 1, 1, 100}, {255, 255, 255, 255, 255, 255}};

    for (unsigned i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
        assert_int_equal(date_seconds(&wrong[i], DATE_BINARY | DATE_24_HOURS), 0);
    assert_int_equal(date_seconds(&(struct date){0, 0, 13, 1, 1, 0}, DATE_BINARY), 0);
    assert_int_equal(date_seconds(&(struct date){0, 0, 0, 1, 1, 0}, DATE_BINARY), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day),
        cmocka_unit_test(every_hour),
        cmocka_unit_test(no_dates),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
