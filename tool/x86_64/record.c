/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers of crash records. */
#include <cos/abi.h>
#include <cos/vcpu.h>

#include "target.h"

static const char *const others[] = {
    [COS_REG_RIP - TARGET_GENERAL] = "rip",
    [COS_REG_RFLAGS - TARGET_GENERAL] = "rflags",
    [COS_REG_FSBASE - TARGET_GENERAL] = "fsbase",
    [COS_REG_GSBASE - TARGET_GENERAL] = "gsbase",
};
_Static_assert(COS_REG_R15 == TARGET_GENERAL - 1, "the general ones come first, in gdb's order");

const char *target_record_register(uint32_t number)
{
    if (number < TARGET_GENERAL)
        return target_register_names[number];
    return number < COS_REGS ? others[number - TARGET_GENERAL] : "?";
}
