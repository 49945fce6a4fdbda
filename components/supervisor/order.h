/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * In which order components end: who uses another ends first. A component uses those that it owns a
 * link with, may call, or, where there is no link between them, may signal. No system calls.
 */
#ifndef SUPERVISOR_ORDER_H
#define SUPERVISOR_ORDER_H

#include <evm/image.h>

/* Finds it out, once, before what follows. */
void order_find(const struct evm_image *image);

/* Bits of the components that have to have ended before that one is told to: all that use it,
 * directly or by others, but for those that it uses itself, with which it ends; and before
 * services, and what they use, all that is neither. */
uint64_t order_before(uint64_t id);

#endif
