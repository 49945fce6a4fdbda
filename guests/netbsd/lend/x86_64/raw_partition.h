/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef NETBSD_RAW_PARTITION_H
#define NETBSD_RAW_PARTITION_H

#define RAW_PARTITION "d" /* the letter of the partition that is the whole disk */

#endif
