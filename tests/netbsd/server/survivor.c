/* SPDX-License-Identifier: BSD-2-Clause */
/* Waits in the server until that dies. */
#include <check.h>

#include "client.h"

int main(const struct cos_start *start)
{
    struct answer file = open_file("fifo-survivor");

    (void)start;
    check_result(file.error, 0, "open a pipe");
    check_result(call(CALL_READ, file.value, (uint64_t)link_at(BUFFER), 1).error, -COS_EDEAD,
                 "the server dies while this waits in it");
    file = open_file("fifo-survivor");
    check(file.error == 0 && file.value == 0, "in its next life the pipe can be opened again");
    return check_done();
}
