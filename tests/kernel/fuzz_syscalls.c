/* SPDX-License-Identifier: BSD-2-Clause */
/* An entry of libFuzzer: the first record of an input makes a system, each other one is a step. */
#include <stdio.h>
#include <stdlib.h>

#include "../fuzz/records.h"
#include "steps.h"

#define CHECK_EVERY 32

const unsigned fuzz_record_bytes = STEP_BYTES;

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t bytes)
{
    static const uint8_t plain[STEP_BYTES];
    size_t steps = bytes / STEP_BYTES;

    steps_begin(steps > 0 ? input : plain);
    for (size_t i = 1; i < steps; i++) {
        const char *wrong = steps_next(input + i * STEP_BYTES,
                                       i % CHECK_EVERY == 0 || i + 1 == steps);

        if (wrong != NULL) {
            fprintf(stderr, "step %zu of %zu, after %s: %s\n", i, steps - 1, steps_last(), wrong);
            abort();
        }
    }
    return 0;
}
