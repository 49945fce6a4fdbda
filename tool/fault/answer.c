/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer.h"

#include <poll.h>

#include "base/clock.h"

#define PIECE 200 /* ms: a signal may come right before a wait */

volatile int wanted_end;

enum answer_state answer_await(int fd, unsigned ms)
{
    uint64_t end = now_ms() + ms;
    struct pollfd polled = {.fd = fd, .events = POLLIN};

    while (!wanted_end) {
        uint64_t now = now_ms();

        if (poll(&polled, 1, now >= end ? 0 : end - now < PIECE ? (int)(end - now) : PIECE) > 0)
            return ANSWER_CAME;
        if (now >= end)
            return ANSWER_LATE;
    }
    return ANSWER_UNWANTED;
}
