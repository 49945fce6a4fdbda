/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes and ends a component again and again while another one crashes, so that the supervisor
 * looks at all components at any moment: each life lasts until this component ends it. The id of
 * the component that it makes follows its own. */
#include "check.h"
#include "life.h"

#define LIVES       600
#define LIFE_US     50
#define PATIENCE_US 1000000

static bool live(uint64_t id)
{
    int64_t error = booter(BOOTER_CREATE, id);

    if (error != 0)
        return false;
    cos_sleep(LIFE_US);
    return booter(BOOTER_PAGES, id) > 0 && end_life(id, PATIENCE_US) == 0;
}

int main(const struct cos_start *start)
{
    unsigned lives = 0;
    int64_t deaths = cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_DEATHS, 0, 0, 0).value;

    while (lives < LIVES && live(start->id + 1))
        lives++;
    check_result(lives, LIVES, "each life lasts until it is ended");
    deaths = cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_DEATHS, 0, 0, 0).value - deaths;
    check(deaths > LIVES / 10, "meanwhile another component has crashed: %ld times", (long)deaths);
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, (uint64_t)check_done(), 0, 0);
    return 1;
}
