/* SPDX-License-Identifier: BSD-2-Clause */
/* Restarts until its counter has counted three lives: each life has fresh memory. */
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "check.h"

#define LIVES 3

static unsigned initialised = 7, zero;

int main(const struct cos_start *start)
{
    int64_t lives = cos_call(COS_SLOT_CALL, 0, 0, 0, 0).value;

    (void)start;
    check(initialised == 7 && zero == 0, "life %lld begins with fresh memory", (long long)lives);
    initialised = zero = 1;
    if (lives < LIVES)
        cos_reboot();
    check_result(cos_signal(COS_SLOT_SIGNAL), 0, "and with its capabilities");
    return check_done();
}
