/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks for the system's end after AFTER_US microseconds. */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <supervisor.h>

int main(const struct cos_start *start)
{
    (void)start;
    cos_sleep(AFTER_US);
    return cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_SHUTDOWN, 0, 0, 0).value != 0;
}
