/* SPDX-License-Identifier: BSD-2-Clause */
/* Computes, least urgent of all, while others write to a slow line without end: what do those leave
 * of the CPU? It begins when it gets input. */
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "../components/check.h"
#include "meter.h"

#define PIECES   30
#define PIECE_US 10000

int main(const struct cos_start *start)
{
    struct meter meter = {0};
    uint64_t events = 0;

    (void)start;
    while (!(events & COS_EVENT_INPUT))
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    for (unsigned i = 0; i < PIECES; i++)
        meter_run(&meter, PIECE_US);
    cos_print("others took %u thousandths of the CPU\n", meter_taken(&meter));
    return 0;
}
