/* SPDX-License-Identifier: BSD-2-Clause */
#include "lend.h"

#include <rumpuser.h>

#define STATUS_FAILED 1

_Noreturn void lend_fail(const char *why)
{
    rumpuser_dprintf("%s\n", why);
    rumpuser_exit(STATUS_FAILED);
}
