/* SPDX-License-Identifier: BSD-2-Clause */
/* A driver that says anything to components/devices. */
#include "prober.h"

#include <cos/runtime.h>
#include <cos/syscall.h>
#include <devices.h>

#include "random.h"

static struct random chance;

/* Often a number that means something, sometimes one at an edge, seldom any. */
static uint64_t number(void)
{
    static const uint64_t edges[] = {
        511,        512,        513,       4096,       0x7fffffff,      0xffffffff,
        1ull << 32, 1ull << 52, INT64_MAX, UINT64_MAX, COS_START_LINKS, COS_START_PCI};
    uint64_t which = random_next(&chance), small = random_next(&chance) % 6;

    if (which % 8 < 5)
        return small;
    if (which % 8 == 5)
        return 4 * (random_next(&chance) % 70);
    return which % 8 == 6 ? edges[(which >> 8) % (sizeof edges / sizeof *edges)]
                          : random_next(&chance);
}

static bool is_named(int64_t result)
{
    return result >= 0 || result == -COS_ENOENT || result == -COS_EINVAL || result == -COS_EDEAD ||
           result == -COS_EEXIST || result == -COS_EDENIED || result == -COS_ENOSYS;
}

int main(const struct cos_start *start)
{
    volatile struct probes *probes = (volatile struct probes *)start->links[0].address;

    chance.state = probes->seed;
    for (;;) {
        uint64_t method = random_next(&chance) % 16 == 0 ? number() : random_next(&chance) % 6;
        int64_t result = cos_call(COS_SLOT_DEVICES, method, number(), number(), number()).value;

        probes->calls++;
        if (result >= 0 && method < 8)
            probes->good[method]++;
        if (!is_named(result)) {
            probes->strange++;
            probes->last_strange = result;
        }
    }
}
