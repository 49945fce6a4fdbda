/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer.h"

#include <poll.h>
#include <time.h>

#define PIECE 200 /* ms: a signal may come right before a wait */

volatile int wanted_end;

static unsigned long long now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (unsigned long long)now.tv_sec * 1000 + (unsigned long long)now.tv_nsec / 1000000;
}

enum answer_state answer_await(int fd, unsigned ms)
{
    unsigned long long end = now_ms() + ms;
    struct pollfd polled = {.fd = fd, .events = POLLIN};

    while (!wanted_end) {
        unsigned long long now = now_ms();

        if (poll(&polled, 1, now >= end ? 0 : end - now < PIECE ? (int)(end - now) : PIECE) > 0)
            return ANSWER_CAME;
        if (now >= end)
            return ANSWER_LATE;
    }
    return ANSWER_UNWANTED;
}
