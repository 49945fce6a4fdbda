/* SPDX-License-Identifier: BSD-2-Clause */
/* Waits for the component of its argument for ever, and lends it its priority meanwhile. */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>
#include <text/text.h>

#include "../components/check.h"

int main(const struct cos_start *start)
{
    struct text word, rest = {(const char *)start->blobs[0].address,
                              (const char *)start->blobs[0].address + start->blobs[0].bytes};
    uint64_t id, events;

    if (!text_word(&rest, &word) || !text_number(word, 10, SCHED_THREADS - 1, &id))
        return 1;
    for (;;)
        cos_wait(COS_SLOT_ENDPOINT, SCHED_INHERIT(id), &events);
}
