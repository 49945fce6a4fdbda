// SPDX-License-Identifier: GPL-2.0
/* The readers of blobs, of lib/cos, compiled as part of the kernel. */
#include <linux/types.h>
#include <blob.c>
#include <channel.c>
