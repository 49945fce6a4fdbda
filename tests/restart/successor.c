/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A component with the booter ends another one by the supervisor and by the booter, and starts it
 * again, while the console is so busy that the supervisor's report of the end comes late: the next
 * life is not ended with the last one. args: none for that component; prey: the other one; flood:
 * one of those that keep the console busy.
 */
#include "../components/check.h"

#include <booter.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>

#include "target.h"

#define ROUNDS   150
#define FIRST_US 50000
#define LIFE_US  3000
#define TRY_US   50

static uint64_t life_of(uint64_t id)
{
    struct cos_result pages = cos_call(COS_SLOT_BOOTER, BOOTER_PAGES, id, 0, 0);

    return pages.value >= 0 ? pages.extra : 0;
}

static int64_t patiently(uint64_t method, uint64_t id)
{
    int64_t error;

    while ((error = cos_booter(method, id)) == -COS_EBUSY)
        cos_sleep(TRY_US);
    return error;
}

/* Whether a life that was made here is there for as long as it may be. */
static bool succeeds(uint64_t id, unsigned round, unsigned *made)
{
    uint64_t life;

    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_KILL, id, 0, 0);
    patiently(BOOTER_DESTROY, id);
    if (patiently(BOOTER_CREATE, id) != 0)
        return true; /* the supervisor was faster */
    *made += 1;
    life = life_of(id);
    cos_sleep(LIFE_US + round * 13 % 1000);
    return life_of(id) == life;
}

static _Noreturn void play(const char *part)
{
    for (;;) {
        if (strcmp(part, "flood") == 0) {
            cos_print("busy busy busy busy busy busy busy busy busy busy busy busy busy busy busy "
                      "busy busy\n");
        } else {
            cos_sleep(FIRST_US);
        }
    }
}

int main(const struct cos_start *start)
{
    unsigned made = 0, lost = 0;
    uint64_t id;

    if (start->blob_count != 0)
        play((const char *)start->blobs[0].address);
    id = find_component("prey");
    cos_sleep(FIRST_US);
    for (unsigned round = 0; round < ROUNDS; round++) {
        lost += !succeeds(id, round, &made);
        cos_sleep(round * 37 % 2000);
    }
    check(made > ROUNDS / 2, "most lives are made by the component that asks the booter");
    check_result(lost, 0, "no life ends that has just begun");
    return check_done();
}
