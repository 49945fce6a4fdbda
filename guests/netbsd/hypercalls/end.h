/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef NETBSD_END_H
#define NETBSD_END_H

extern int end_status; /* 0 .. 255: the VM's status after an orderly halt of the rump kernel */

#endif
