/* SPDX-License-Identifier: BSD-2-Clause */
/* For assembly: what lies below the stack pointer, and in an area of XSAVE. */
#ifndef NETBSD_UPCALL_H
#define NETBSD_UPCALL_H

#define RED_ZONE 128 /* bytes below rsp that the ABI lets code use */

#define XSAVE_LEGACY 512 /* bytes of the area that FXSAVE writes; XSAVE's header follows */

#endif
