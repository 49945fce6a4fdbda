/* SPDX-License-Identifier: BSD-2-Clause */
/* Rings the switch without end, for nothing. */
#include <cos/runtime.h>
#include <cos/syscall.h>

int main(const struct cos_start *start)
{
    (void)start;
    for (;;)
        cos_signal(COS_SLOT_SIGNAL);
}
