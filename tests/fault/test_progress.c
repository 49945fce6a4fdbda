/* SPDX-License-Identifier: BSD-2-Clause */
/* How far a campaign is, in a log: not more often than once in a minute, nor in a tenth. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "fault/progress.h"

#define BEGIN 1000 /* seconds by the clock */

/* Lets `listed` faults take `seconds` each. Returns what is printed. */
static char *run(uint32_t listed, unsigned seconds)
{
    struct progress progress;
    struct campaign campaign = {.plan = {.count = listed}};
    char *said = NULL;
    size_t size;
    FILE *out = open_memstream(&said, &size);

    assert_non_null(out);
    campaign.faults = calloc(listed, sizeof(*campaign.faults));
    assert_non_null(campaign.faults);
    progress_begin(&progress, listed, BEGIN);
    for (uint32_t count = 1; count <= listed; count++) {
        campaign.faults[count - 1] = (struct fault){
            .tried = true, .activated = count % 4 != 0, .escaped = count % 20 == 0};
        campaign.count = count;
        progress_show(&progress, out, &campaign, BEGIN + (uint64_t)count * seconds);
    }
    free(campaign.faults);
    fclose(out);
    return said;
}

static void expect(uint32_t listed, unsigned seconds, const char *wanted)
{
    char *said = run(listed, seconds);

    assert_string_equal(said, wanted);
    free(said);
}

/* Each tenth of the list takes longer than a minute. */
static void slow_faults(void **state)
{
    (void)state;
    expect(30, 30,
           "evm: 3 of 30 faults after 1 min: 3 activated, 0 escaped\n"
           "evm: 6 of 30 faults after 3 min: 5 activated, 0 escaped\n"
           "evm: 9 of 30 faults after 4 min: 7 activated, 0 escaped\n"
           "evm: 12 of 30 faults after 6 min: 9 activated, 0 escaped\n"
           "evm: 15 of 30 faults after 7 min: 12 activated, 0 escaped\n"
           "evm: 18 of 30 faults after 9 min: 14 activated, 0 escaped\n"
           "evm: 21 of 30 faults after 10 min: 16 activated, 1 escaped\n"
           "evm: 24 of 30 faults after 12 min: 18 activated, 1 escaped\n"
           "evm: 27 of 30 faults after 13 min: 21 activated, 1 escaped\n");
}

/* A minute takes longer than a tenth of the list. */
static void quick_faults(void **state)
{
    (void)state;
    expect(100, 2,
           "evm: 30 of 100 faults after 1 min: 23 activated, 1 escaped\n"
           "evm: 60 of 100 faults after 2 min: 45 activated, 3 escaped\n"
           "evm: 90 of 100 faults after 3 min: 68 activated, 4 escaped\n");
}

static void short_campaigns(void **state)
{
    (void)state;
    expect(59, 1, "");
    expect(1, 600, "");
    expect(2, 90, "evm: 1 of 2 faults after 1 min: 1 activated, 0 escaped\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slow_faults),
        cmocka_unit_test(quick_faults),
        cmocka_unit_test(short_campaigns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
