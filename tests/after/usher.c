/* SPDX-License-Identifier: BSD-2-Clause */
/* Starts a component that waits for another one (early.yaml): its end is handled, though that one
 * is not ready. */
#include <booter.h>
#include <cos/abi.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <supervisor.h>

#include "../components/check.h"
#include "../restart/target.h"

#define STEP_US  1000
#define PATIENCE 2000 /* steps */

static int64_t start_now(uint64_t id)
{
    int64_t result = BOOTER_MORE;

    while (result == BOOTER_MORE || result == -COS_EBUSY)
        result = cos_call(COS_SLOT_BOOTER, BOOTER_CREATE, id, 0, 0).value;
    return result;
}

static uint64_t ends(uint64_t id)
{
    uint64_t value = 0;

    supervisor(SUPERVISOR_USAGE, id, SUPERVISOR_EXITS, &value);
    return value;
}

static int64_t status(uint64_t id)
{
    return supervisor(SUPERVISOR_STATUS, id, 0, NULL) & 0xff;
}

int main(const struct cos_start *start)
{
    uint64_t id = find_component("early"), left = PATIENCE;

    (void)start;
    check_result(status(id), SUPERVISOR_RESTARTING, "it waits");
    check_result(start_now(id), 0, "another component starts it");
    while ((ends(id) == 0 || status(id) == SUPERVISOR_RUNNING) && left-- > 0)
        cos_sleep(STEP_US);
    check(ends(id) == 1, "it ends");
    check_result(status(id), SUPERVISOR_EXITED, "and is known to be down");
    check_result(cos_call(COS_SLOT_BOOTER, BOOTER_PAGES, id, 0, 0).value, -COS_ENOENT,
                 "it has no memory");
    supervisor(SUPERVISOR_POWEROFF, (uint64_t)check_done(), 0, NULL);
    return 1;
}
