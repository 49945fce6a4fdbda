/* SPDX-License-Identifier: BSD-2-Clause */
/* Starts the component behind it three times. That component crashes in its first and third life.
 * The raiser ends the second life before it runs. */
#include <booter.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

#define PAUSE_US 1000

static void finish(uint64_t method, uint64_t id)
{
    int64_t result;

    while ((result = cos_call(COS_SLOT_BOOTER, method, id, 0, 0).value) != 0)
        if (result != BOOTER_MORE)
            cos_sleep(PAUSE_US);
}

static void crash(uint64_t id)
{
    finish(BOOTER_CREATE, id);
    while (cos_call(COS_SLOT_BOOTER, BOOTER_PAGES, id, 0, 0).value >= 0)
        cos_sleep(PAUSE_US);
}

int main(const struct cos_start *start)
{
    uint64_t id = start->id + 1;

    crash(id);
    finish(BOOTER_CREATE, id);
    finish(BOOTER_DESTROY, id);
    crash(id);
    cos_print("started it three times\n");
    return 0;
}
