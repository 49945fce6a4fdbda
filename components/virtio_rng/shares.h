/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Divides the available words among clients. Each word belongs to a client, up to a share for each,
 * or to the pool, which is the share of the next new client. So no client can take the words of
 * another; a client that takes more than its share gets what the device yields beyond the needs of
 * the others. Clients take words on their own threads; the driver's thread levels the shares. Plain
 * C, so tests run it on the build machine, too.
 */
#ifndef VIRTIO_RNG_SHARES_H
#define VIRTIO_RNG_SHARES_H

#include <stdbool.h>
#include <stdint.h>

#define SHARES_CLIENTS 64  /* component ids are lower */
#define SHARES_WORDS   256 /* most words at a time */

/* Takes one word of the client's share. Returns false if it has none left. *ask: the driver should
 * level the shares, and ask for more words. */
bool shares_take(uint64_t client, bool *ask);
/* Adds new words. For the driver's thread. */
void shares_come(uint32_t words);
/* Gives each client that has ever asked its share, as far as words go. For the driver's thread. */
void shares_level(void);

#endif
