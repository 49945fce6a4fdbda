/* SPDX-License-Identifier: BSD-2-Clause */
/* Computes, and wakes the component behind its link now and then: the link has the time. */
#include <cos/runtime.h>
#include <cos/syscall.h>

#define APART_US 330

int main(const struct cos_start *start)
{
    uint64_t *told = (uint64_t *)start->links[0].address, last = cos_tsc();

    for (;;) {
        while (cos_tsc() - last < cos_ticks(APART_US)) {
        }
        last = cos_tsc();
        __atomic_store_n(told, last, __ATOMIC_RELEASE);
        cos_signal(COS_SLOT_SIGNAL);
    }
}
