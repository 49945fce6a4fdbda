/* SPDX-License-Identifier: BSD-2-Clause */
#include <cos/runtime.h>
#include <sys/alive.h>

void posix_alive(void)
{
    cos_alive();
}
