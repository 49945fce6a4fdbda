/* SPDX-License-Identifier: BSD-2-Clause */
/* Component calls, in a separate file that tests on the build machine replace. */
#ifndef POSIX_GATE_H
#define POSIX_GATE_H

#include <cos/entry.h>
#include <stdbool.h>
#include <stdint.h>

bool gate_there(uint64_t slot);

struct cos_result gate_call(uint64_t slot, uint64_t method, uint64_t a1, uint64_t a2, uint64_t a3);

/* The callee is busy: waits before the next try, each time longer. *us: 0 before the first time. */
void gate_busy(uint64_t *us);

#endif
