/* SPDX-License-Identifier: BSD-2-Clause */
/* What lib/virtio and lib/pci run on in fuzz_virtio.c: a clock that hurries, and a device that may
 * change its memory before each load from it. */
#ifndef HOSTILE_H
#define HOSTILE_H

#include <cos/start.h>
#include <stdint.h>

#define main component_main /* which cos/runtime.h declares */
#include <cos/runtime.h>
#undef main
#include <cos/syscall.h>

uint64_t fake_tsc(void);
struct cos_result fake_call(uint64_t slot, uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3);
const struct cos_start *fake_self(void);

#define cos_tsc  fake_tsc
#define cos_call fake_call
#define cos_self fake_self

#endif
