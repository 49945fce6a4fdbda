/* SPDX-License-Identifier: BSD-2-Clause */
/* A thousand lives of a VM that starts its kernel, says hello and ends; its id follows this
 * component's. */
#include <check.h>
#include <life.h>

#define LIVES   1000
#define LIFE_US 2000000

static bool live(uint64_t vm)
{
    return booter(BOOTER_CREATE, vm) == 0 && await_end(vm, LIFE_US) == SUPERVISOR_EXITED &&
           end_life(vm, LIFE_US) == 0;
}

int main(const struct cos_start *start)
{
    const uint64_t vm = start->id + 1;
    unsigned lives = 0;
    int64_t free_pages = booter(BOOTER_FREE, 0);

    check(live(vm), "one life");
    check_result(booter(BOOTER_FREE, 0), free_pages, "all its memory is back");
    while (lives < LIVES && live(vm))
        lives++;
    check_result(lives, LIVES, "a thousand lives");
    check_result(booter(BOOTER_FREE, 0), free_pages, "all memory is back");
    return check_done();
}
