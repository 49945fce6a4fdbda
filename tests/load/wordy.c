/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks the driver of a source of entropy for words without end. */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <rng.h>

int main(const struct cos_start *start)
{
    (void)start;
    for (;;)
        cos_call(COS_SLOT_CALL, RNG_WORD, 0, 0, 0);
}
