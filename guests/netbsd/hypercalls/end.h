/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef NETBSD_END_H
#define NETBSD_END_H

extern int end_status; /* 0 .. 255, of the VM when the rump kernel halts in good order */

#endif
