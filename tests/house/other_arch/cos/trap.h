/* SPDX-License-Identifier: BSD-2-Clause */
/* A made-up architecture: what lib/cos/x86_64/cos/trap.h gives shared code. */
#ifndef COS_TRAP_H
#define COS_TRAP_H

#include <cos/abi.h>
#include <cos/entry.h>
#include <cos/values.h>
#include <stdint.h>

struct cos_values cos_syscall2(unsigned op, uint64_t slot, uint64_t a0, uint64_t a1);
struct cos_values cos_syscall(unsigned op, uint64_t slot, uint64_t a0, uint64_t a1, uint64_t a2,
                              uint64_t a3, uint64_t a4, uint64_t a5);
struct cos_result cos_call(uint64_t slot, uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3);

#endif
