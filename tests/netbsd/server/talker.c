/* SPDX-License-Identifier: BSD-2-Clause */
/* One of several clients that do the same at the same time, each with a file of its own. The one
 * called `last` ends the wait of `waiter`. */
#include <check.h>

#include "client.h"

#define ROUNDS 300
#define BYTES  1000

static void fill(uint8_t *data, uint64_t round)
{
    for (unsigned i = 0; i < BYTES; i++)
        data[i] = (uint8_t)(round * 3 + i + (uint8_t)cos_self()->name[0]);
}

static bool matches(const uint8_t *data, uint64_t round)
{
    static uint8_t expected[BYTES];

    fill(expected, round);
    return memcmp(data, expected, BYTES) == 0;
}

static unsigned make_rounds(uint64_t file, uint64_t pid)
{
    uint8_t *data = link_at(BUFFER);
    unsigned good = 0;

    for (unsigned round = 0; round < ROUNDS; round++) {
        fill(data, round);
        if (call(CALL_WRITE, file, (uint64_t)data, BYTES).value != BYTES)
            break;
        memset(data, 0, BYTES);
        if (call(CALL_READ, file, (uint64_t)data, BYTES).value != BYTES ||
            call(CALL_GETPID, 0, 0, 0).value != pid)
            break;
        good += matches(data, round);
    }
    return good;
}

int main(const struct cos_start *start)
{
    uint64_t pid = call(CALL_GETPID, 0, 0, 0).value, session = link_start()->session;
    struct answer file = open_file(start->name);

    check(pid > 1, "a process of its own: %ld", pid);
    check(session != 0, "a session");
    check(file.error == 0 && file.value == 0, "its first descriptor is 0");
    check_result(make_rounds(file.value, pid), ROUNDS, "write and read its own file");
    check_result(call(CALL_CLOSE, 1, 0, 0).error, 9, "there is no other descriptor");
    check(link_start()->session == session, "the session is still the same");
    if (strcmp(start->name, "last") == 0) {
        file = open_file("fifo");
        cos_sleep(20000);
        check_result(call(CALL_WRITE, file.value, put_text("go"), 3).error, 0,
                     "write what the waiter waits for");
    }
    check_result(call(CALL_WRONG, 0, 0, 0).value, 0, "the kernel's rules were kept");
    return check_done();
}
