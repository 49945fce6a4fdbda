/* SPDX-License-Identifier: BSD-2-Clause */
/* Kills a VM under its clients and starts it again; its id follows this component's. */
#include <check.h>
#include <life.h>

#define BUSY_US 100000
#define KILL_US 1000000

int main(const struct cos_start *start)
{
    const uint64_t server = start->id + 1;
    int64_t free_pages;

    cos_sleep(BUSY_US);
    free_pages = booter(BOOTER_FREE, 0);
    check_result(end_life(server, KILL_US), 0, "a VM can be killed under its clients");
    check(booter(BOOTER_FREE, 0) > free_pages, "its memory is free");
    cos_sleep(BUSY_US);
    check_result(booter(BOOTER_CREATE, server), 0, "and started again");
    check_result(booter(BOOTER_FREE, 0), free_pages, "in as much memory as before");
    return check_done();
}
