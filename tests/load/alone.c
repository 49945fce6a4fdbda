/* SPDX-License-Identifier: BSD-2-Clause */
/* A component that has nothing to do with networks. Its argument: most thousandths of the CPU that others may take. */
#include <supervisor.h>
#include <text/text.h>

#include "../components/check.h"
#include "meter.h"

#define BEFORE_US 1500000 /* until others are at work */
#define PIECES    100
#define PIECE_US  10000

int main(const struct cos_start *start)
{
    const struct cos_blob *args = &start->blobs[0];
    struct text rest = { (const char *)args->address, (const char *)args->address + args->bytes }, word;
    struct meter meter = { 0 };
    uint64_t most = 0;

    check(text_word(&rest, &word) && text_number(word, 10, 1000, &most), "it knows what others may take");
    cos_sleep(BEFORE_US);
    for (unsigned i = 0; i < PIECES; i++) {
        meter_run(&meter, PIECE_US);
    }
    check(meter_taken(&meter) <= most, "others take %u thousandths of the CPU, at most %lu", meter_taken(&meter),
          (unsigned long)most);
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, (uint64_t)check_done(), 0, 0);
    return 1;
}
