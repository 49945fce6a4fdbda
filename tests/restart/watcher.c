/* SPDX-License-Identifier: BSD-2-Clause */
/* Waits until other components have got words from the machine's source of entropy (rng.h), by the
 * same gate as theirs. */
#include <cos/channel.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <rng.h>

#include "../components/check.h"

#define LOOK_US     10000
#define PATIENCE_US 5000000

static struct evm_channel source;

static uint64_t words_given(void)
{
    struct cos_result result = cos_call(source.index, RNG_GIVEN, 0, 0, 0);

    return result.value == 0 ? result.extra : 0;
}

int main(const struct cos_start *start)
{
    uint64_t deadline = cos_tsc() + cos_ticks(PATIENCE_US);

    if (!cos_channel_find(start, EVM_CHANNEL_RNG, "rng", &source))
        return 1;
    while (words_given() == 0 && cos_tsc() < deadline)
        cos_sleep(LOOK_US);
    check(words_given() > 0, "others have got %lu words", (unsigned long)words_given());
    return check_done();
}
