/* SPDX-License-Identifier: BSD-2-Clause */
/* Waits in the server while others work. */
#include <check.h>

#include "client.h"

int main(const struct cos_start *start)
{
    struct answer file = open_file("fifo"), got;

    (void)start;
    got = call(CALL_READ, file.value, (uint64_t)link_at(BUFFER), 100);
    check(got.error == 0 && got.value == 3 && strcmp(link_at(BUFFER), "go") == 0,
          "what another client wrote");
    return check_done();
}
