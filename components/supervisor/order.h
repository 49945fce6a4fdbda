/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The order in which components end: a user ends before what it uses. A component uses the peers of
 * links that it owns, those that it may call, those without a link to it that it may signal, and
 * those after which it starts. No system calls.
 */
#ifndef SUPERVISOR_ORDER_H
#define SUPERVISOR_ORDER_H

#include <evm/image.h>

/* Computes the order, once, before the first order_before(). */
void order_find(const struct evm_image *image);

/* Returns the bits of the components that must have ended before that one is told to end: all that
 * use it, directly or through others, except those that it uses itself, with which it ends; for
 * services and what they use, also all other components. */
uint64_t order_before(uint64_t id);

#endif
