/* SPDX-License-Identifier: BSD-2-Clause */
#include <start.h>
#include <sys/alive.h>

void posix_alive(void)
{
    alive_client(true);
}
