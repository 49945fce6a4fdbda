/* SPDX-License-Identifier: BSD-2-Clause */
/* A made-up architecture: what tool/rootfs/init/x86_64/linux_call.h gives shared code. */
#ifndef INIT_LINUX_CALL_H
#define INIT_LINUX_CALL_H

long call(long number, long a, long b, long c, long d, long e);

#define INIT_START _Static_assert(1, "the entry")

#endif
