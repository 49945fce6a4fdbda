/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes the server, which is the component behind this one and not there at first: its clients
 * have to wait for it. */
#include <check.h>
#include <life.h>

int main(const struct cos_start *start)
{
    cos_sleep(1000);
    check_result(booter(BOOTER_CREATE, start->id + 1), 0, "start the server");
    return check_done();
}
