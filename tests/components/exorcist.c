/* SPDX-License-Identifier: BSD-2-Clause */
/* Ends components that resist (undead.c), by the supervisor and by the booter, in the middle of
 * their work: each time all of their memory comes back. Their ids follow this component's, up to
 * the bystander's. */
#include <sched.h>

#include "check.h"
#include "life.h"

#define KINDS       11
#define DEVICE      10 /* kinds from here on run in a system of their own, with an argument */
#define LIVES       12
#define LIFE_US     1500 /* longer from life to life, so that each ends at another point */
#define STEP_US     200
#define PATIENCE_US 200000

static const char *const names[KINDS] = {
    "one that loops in a component of its own",
    "one that loops in a great-grandchild",
    "one that waits in a child",
    "one whose children make children all the time",
    "one whose child's faults it resumes",
    "one whose child calls others",
    "one that loops in a client",
    "one that has revoked its capabilities to itself",
    "one that has turned all its memory into objects",
    "one whose memory is mapped elsewhere",
    "one whose device has its memory",
};

/* Returns whether the booter has taken all of it back. */
static bool is_gone(uint64_t id)
{
    return state(id) != SUPERVISOR_RUNNING && booter(BOOTER_DESTROY, id) == -COS_ENOENT;
}

static bool end_by_supervisor(uint64_t id)
{
    return cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_KILL, id, 0, 0).value == 0 &&
           await_end(id, PATIENCE_US) == SUPERVISOR_CRASHED && is_gone(id);
}

/* Ends it step by step, so that it could run in between; the bystander does. */
static bool end_by_steps(uint64_t id)
{
    uint64_t deadline = cos_tsc() + cos_ticks(PATIENCE_US);
    int64_t result;

    while ((result = cos_call(COS_SLOT_BOOTER, BOOTER_DESTROY, id, 0, 0).value) == BOOTER_MORE ||
           result == -COS_EBUSY) {
        if (cos_tsc() >= deadline)
            return false;
        cos_sleep(STEP_US);
    }
    return result == 0;
}

/* Makes it, as soon as its devices have been found. */
static int64_t create(uint64_t id)
{
    int64_t error;

    while ((error = booter(BOOTER_CREATE, id)) == -COS_EBUSY)
        cos_sleep(STEP_US);
    return error;
}

static bool live(uint64_t id, unsigned life)
{
    int64_t error = create(id);

    if (error != 0) {
        cos_print("# life %u: create %lld\n", life, (long long)error);
        return false;
    }
    cos_sleep(LIFE_US + 137 * life);
    if (state(id) != SUPERVISOR_RUNNING) {
        cos_print("# life %u: it has ended by itself\n", life);
        return false;
    }
    return life % 3 == 0   ? end_by_supervisor(id)
           : life % 3 == 1 ? end_life(id, PATIENCE_US) == 0
                           : end_by_steps(id);
}

/* Checks that the others get the CPU while it ends and afterwards. */
static int64_t used_by_bystander(uint64_t id)
{
    return cos_call(COS_SLOT_SCHED, SCHED_TIME, id, 0, 0).value;
}

int main(const struct cos_start *start)
{
    unsigned first = start->blob_count != 0 ? DEVICE : 0, end = first == 0 ? DEVICE : KINDS;
    uint64_t bystander = start->id + 1 + end - first;
    int64_t before = used_by_bystander(bystander);

    for (unsigned kind = first; kind < end; kind++) {
        int64_t free_pages = booter(BOOTER_FREE, 0);
        unsigned life = 0;

        while (life < LIVES && live(start->id + 1 + kind - first, life) &&
               booter(BOOTER_FREE, 0) == free_pages)
            life++;
        check_result(life, LIVES, "%s is ended, and its memory comes back", names[kind]);
    }
    check(used_by_bystander(bystander) > before, "others have run meanwhile");
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, check_done(), 0, 0);
    return 1;
}
