/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lets clients die in every way, again and again, and then the server. The components behind this
 * one are the server, the victim, and the survivor, which waits in the server when that dies.
 */
#include <check.h>
#include <life.h>

#include "client.h"

#define TIMES   10
#define LIFE_US 3000
#define END_US  100000
/* within which all of a dead client is given back: longer than it waits for a device */
#define COUNT_US 100000

static uint64_t server, victim;

static void tell_mode(const char *mode)
{
    uint64_t file = open_file("mode").value;

    call(CALL_WRITE, file, put_text(mode), 2);
    call(CALL_CLOSE, file, 0, 0);
}

/* The kernel's own process, this component's and the survivor's, which have two lwps each. */
static bool all_given_back(void)
{
    uint64_t deadline = cos_tsc() + cos_ticks(COUNT_US);

    do {
        if (call(CALL_COUNT, 0, 0, 0).value == 3 && link_start()->value2 == 4)
            return true;
        cos_sleep(1000);
    } while (cos_tsc() < deadline);
    return false;
}

/* Only the next life's first call tells the server of a client that the booter has
 * ended outside of a call. */
static bool told_none(const char *mode)
{
    return *mode == 'i';
}

static unsigned kill_often(const char *mode)
{
    unsigned good = 0;

    tell_mode(mode);
    for (unsigned i = 0; i < TIMES; i++) {
        if (booter(BOOTER_CREATE, victim) != 0)
            break;
        cos_sleep(LIFE_US);
        good += end_life(victim, END_US) == 0 && (told_none(mode) || all_given_back());
    }
    return good;
}

static void check_deaths(void)
{
    static const struct {
        const char *mode, *text;
    } ways[] = {
        {"r", "in the middle of a read"},
        {"d", "while the kernel waits for a device"},
        {"i", "outside of a call"},
        {"c", "by a fault"},
        {"e", "by its exit"},
    };

    for (unsigned i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        check_result(kill_often(ways[i].mode), TIMES, "a client ends %s, and its process, %u times",
                     ways[i].text, TIMES);
    }
    check_result(call(CALL_SERVED, 0, 0, 0).value, 2, "two clients are left");
    check_result(link_start()->value2, 2 * TIMES,
                 "the others were in the middle of a call %u times", 2 * TIMES);
    check_result(call(CALL_WRONG, 0, 0, 0).value, 0, "the kernel's rules were kept");
}

static void check_server_death(void)
{
    uint64_t file = open_file("own").value, session = link_start()->session;
    int64_t free_pages = booter(BOOTER_FREE, 0);

    check_result(end_life(server, END_US), 0, "the server dies");
    check_result(call_once(NETBSD_CALL, CALL_GETPID, 0, 0, 0).error, -COS_EDENIED,
                 "calls of it are refused");
    check_result(booter(BOOTER_CREATE, server), 0, "it starts again");
    check_result(booter(BOOTER_FREE, 0), free_pages, "in as much memory");
    check_result(call(CALL_CLOSE, file, 0, 0).error, 9, "it does not know old descriptors");
    check(link_start()->session != session, "as the session tells");
    check(open_file("own").error == 0, "files can be opened again");
}

int main(const struct cos_start *start)
{
    server = start->id + 1;
    victim = start->id + 2;
    check_result(booter(BOOTER_CREATE, server), 0, "start the server");
    call(CALL_GETPID, 0, 0, 0);
    check(all_given_back(), "two clients are there");
    check_deaths();
    check_server_death();
    return check_done();
}
