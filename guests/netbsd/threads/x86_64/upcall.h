/* SPDX-License-Identifier: BSD-2-Clause */
/* Offsets in struct cos_vcpu, for assembly; context.c checks them. */
#ifndef NETBSD_UPCALL_H
#define NETBSD_UPCALL_H

#define VCPU_UPCALL_RIP    216
#define VCPU_UPCALL_RFLAGS 232
#define VCPU_UPCALL_RAX    240

#define RED_ZONE 128 /* bytes below rsp that the ABI lets code use */

#define XSAVE_LEGACY 512 /* bytes of the area that FXSAVE writes; XSAVE's header follows */

#endif
