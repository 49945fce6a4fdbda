/* SPDX-License-Identifier: BSD-2-Clause */
/* Begins, and does nothing then. Programs of another VARIANT share no page with this one. */
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

#ifndef VARIANT
#define VARIANT 0
#endif

static volatile uint64_t kept = VARIANT + 1; /* initial data */

int main(const struct cos_start *start)
{
    uint64_t events;

    (void)start;
    kept += VARIANT;
    cos_print("variant %u begins\n", VARIANT);
    for (;;)
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
}
