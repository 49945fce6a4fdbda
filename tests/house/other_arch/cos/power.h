/* SPDX-License-Identifier: BSD-2-Clause */
/* A made-up architecture: what lib/cos/x86_64/cos/power.h gives shared code. */
#ifndef COS_POWER_H
#define COS_POWER_H

#include <evm/verdict.h>
#include <stdint.h>

struct cos_power {
    uint64_t first;
    unsigned step;
};

void cos_tell_verdict(struct cos_power slots, enum evm_verdict kind, unsigned status);
void cos_power_off(struct cos_power slots, unsigned status);

#endif
