/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What there is to do for the component `devices` (device_work.h): one piece of work for each
 * component. The booter writes it down, and asks for the answer again and again.
 */
#ifndef BOOTER_WORK_H
#define BOOTER_WORK_H

#include <cos/abi.h>
#include <device_work.h>
#include <stdbool.h>
#include <stdint.h>

/* The id of `devices`; EVM_BOOTER: the image has none. */
uint64_t devices_id(void);
/* Whether it has a grant that `devices` must look at. */
bool needs_devices(uint64_t id);
/* Whether `devices` has attached the component's devices, and not yet stopped them. */
bool is_attached(uint64_t id);

/* Asks for that piece of work, unless it has been asked for. EBUSY: it is not done yet; else its
 * result, which stays until work_forget() or another piece of work; *more: more about it. */
int64_t work_ask(uint64_t id, enum work_kind kind, uint64_t argument, uint64_t *more);
void work_forget(uint64_t id);

/* A life of `devices` begins. */
void work_begin(void);
/* The first component, from that id on, for which there is work. ENOENT: none. */
int64_t work_next(uint64_t first, enum work_kind *kind, uint64_t *argument);
/* Whether that piece of work is asked for, and not done. */
bool work_is_open(uint64_t id, enum work_kind kind);
/* That piece of work is done. ENOENT: it is not asked for. */
int64_t work_done(uint64_t id, enum work_kind kind, int64_t result, uint64_t more);
/* BOOTER_LATE. */
int64_t work_late(uint64_t *since);

#endif
