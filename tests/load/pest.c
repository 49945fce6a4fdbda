/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks the supervisor for its table without end. */
#include <cos/start.h>
#include <cos/syscall.h>
#include <supervisor.h>

int main(const struct cos_start *start)
{
    (void)start;
    for (;;)
        cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_SHOW, 0, 0, 0);
}
