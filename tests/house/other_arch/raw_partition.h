/* SPDX-License-Identifier: BSD-2-Clause */
/* A made-up architecture: what guests/netbsd/lend/x86_64/raw_partition.h gives shared code. */
#ifndef NETBSD_RAW_PARTITION_H
#define NETBSD_RAW_PARTITION_H

#define RAW_PARTITION "c"

#endif
