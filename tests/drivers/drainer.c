/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes all words of entropy that it can get, for ever. */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <rng.h>

#define PAUSE_US 200

int main(const struct cos_start *start)
{
    (void)start;
    for (;;) {
        while (cos_call(COS_SLOT_CALL, RNG_WORD, 0, 0, 0).value == 0) {
        }
        cos_sleep(PAUSE_US);
    }
}
