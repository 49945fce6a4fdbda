/* SPDX-License-Identifier: BSD-2-Clause */
/* Sleeps for a while, so that it has a claim to the CPU; then waits for moments that are over. */
#include <cos/runtime.h>
#include <cos/syscall.h>

int main(const struct cos_start *start)
{
    uint64_t events;

    (void)start;
    cos_sleep(100000);
    for (;;)
        cos_wait(COS_SLOT_ENDPOINT, cos_tsc() + 1, &events);
}
