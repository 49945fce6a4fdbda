/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Allocation of frames: exactly those in `runs` are taken. First fit among the gaps, but a run that
 * is taken again gets its old place, its home, and others keep out of there as long as they find
 * room elsewhere. So a component that fitted once always fits again, whichever others have
 * restarted meanwhile.
 */
#include "common.h"

#include <cos/abi.h>

struct run runs[EVM_COMPONENTS][RUN_KINDS];

bool component_exists(uint64_t id)
{
    return runs[id][RUN_OBJECTS].pages != 0;
}

static bool meets(const struct place *place, const struct place *other)
{
    return place->pages > 0 && place->ram == other->ram &&
           place->first < other->first + other->pages && other->first < place->first + place->pages;
}

static uint64_t end_of(const struct place *place)
{
    return (uint64_t)place->first + place->pages;
}

/* Returns the end of a place that overlaps `wanted`: another run's, or, if `homes`, its home. 0:
 * none does. */
static uint64_t end_of_obstacle(const struct run *for_run, const struct place *wanted, bool homes)
{
    for (uint64_t i = 0; i < image()->component_count * RUN_KINDS; i++) {
        const struct run *run = &runs[0][0] + i;
        struct place taken = {run->ram, run->first, run->pages};

        if (meets(&taken, wanted))
            return end_of(&taken);
        if (homes && run != for_run && meets(&run->home, wanted))
            return end_of(&run->home);
    }
    return 0;
}

static bool find_place(const struct run *run, struct place *place, bool homes)
{
    for (place->ram = 0; place->ram < boot_info()->ram_count; place->ram++) {
        uint64_t end = boot_info()->ram[place->ram].pages, first = 0, next;

        while (first + place->pages <= end) {
            place->first = (uint32_t)first;
            next = end_of_obstacle(run, place, homes);
            if (next == 0)
                return true;
            first = next;
        }
    }
    return false;
}

static bool find_home(const struct run *run, struct place *place)
{
    *place = (struct place){run->home.ram, run->home.first, place->pages};
    return place->pages <= run->home.pages && end_of_obstacle(run, place, false) == 0;
}

int64_t run_allocate(struct run *run, uint64_t pages)
{
    struct place place = {.pages = (uint32_t)pages};

    run_free(run);
    if (pages == 0)
        return 0;
    if (pages > UINT32_MAX || (!find_home(run, &place) && !find_place(run, &place, true) &&
                               !find_place(run, &place, false)))
        return -COS_ENOMEM;
    if (place.ram != run->home.ram || place.first != run->home.first ||
        place.pages > run->home.pages)
        run->home = place;
    run->ram = place.ram;
    run->first = place.first;
    run->pages = place.pages;
    return 0;
}

void run_free(struct run *run)
{
    run->ram = run->first = run->pages = run->used = 0;
}

uint32_t run_take(struct run *run)
{
    return run->first + run->used++;
}

uint64_t frames_free(void)
{
    uint64_t free = 0;

    for (uint32_t ram = 0; ram < boot_info()->ram_count; ram++)
        free += boot_info()->ram[ram].pages;
    for (uint64_t i = 0; i < EVM_COMPONENTS * RUN_KINDS; i++)
        free -= (&runs[0][0] + i)->pages;
    return free;
}
