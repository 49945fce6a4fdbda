/* SPDX-License-Identifier: BSD-2-Clause */
/* An entry of libFuzzer: each record of an input is a call beside memory that lies (hostile.h). The
 * first byte of a record says how often. */
#include "../fuzz/records.h"
#include "hostile.h"

const unsigned fuzz_record_bytes = 1 + HOSTILE_BYTES;

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t bytes)
{
    static const unsigned lies[] = {0, 0, 100, 10};

    hostile_begin();
    for (size_t at = 0; at + fuzz_record_bytes <= bytes; at += fuzz_record_bytes)
        hostile_step(input + at + 1, lies[input[at] % 4]);
    hostile_end();
    return 0;
}
