// SPDX-License-Identifier: GPL-2.0
/* The link library, compiled as part of the kernel. */
#include <linux/types.h>
#undef noinline /* the library writes such attributes out */
#include <link/link.c>
#include <link/channel.c>
