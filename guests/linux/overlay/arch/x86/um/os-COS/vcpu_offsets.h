/* SPDX-License-Identifier: GPL-2.0 */
/* Byte offsets in struct cos_vcpu (cos/vcpu.h) for assembly; registers.c checks them. */
#define VCPU_MASKED        184
#define VCPU_PENDING       192
#define VCPU_UPCALL_RIP    216
#define VCPU_UPCALL_RFLAGS 232
#define VCPU_UPCALL_RAX    240
