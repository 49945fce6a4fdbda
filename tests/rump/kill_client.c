/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kills a client again and again while it waits inside a VM. Nothing of it stays. Ids follow this
 * component's: the client, and another one, which does not notice.
 */
#include <check.h>
#include <life.h>

#define KILLS      50
#define READING_US 20000
#define KILL_US    1000000
#define OTHER_US   10000000

static bool kill_once(uint64_t client)
{
    if (booter(BOOTER_CREATE, client) != 0)
        return false;
    cos_sleep(READING_US);
    return state(client) == SUPERVISOR_RUNNING && end_life(client, KILL_US) == 0;
}

int main(const struct cos_start *start)
{
    const uint64_t client = start->id + 1, other = start->id + 2;
    unsigned kills = 0;

    cos_sleep(READING_US);
    check(kill_once(client), "a client can be killed in the middle of a read");
    check(await_end(other, OTHER_US) == SUPERVISOR_EXITED, "another client goes on meanwhile");

    int64_t free_pages = booter(BOOTER_FREE, 0);

    while (kills < KILLS && kill_once(client))
        kills++;
    check_result(kills, KILLS, "again and again");
    check_result(booter(BOOTER_FREE, 0), free_pages, "no memory is lost");
    return check_done();
}
