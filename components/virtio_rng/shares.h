/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who may take how many words. Words that have come and not been given out yet belong to clients,
 * up to a share for each, or to the pool: the share of who asks for the first time. So no client
 * can take what is another's; a client that takes more than its share gets what the device
 * yields beyond what the others take. Clients take on threads of their own; the driver's thread
 * levels. Plain C, of which the build machine's tests are made, too.
 */
#ifndef VIRTIO_RNG_SHARES_H
#define VIRTIO_RNG_SHARES_H

#include <stdbool.h>
#include <stdint.h>

#define SHARES_CLIENTS 64  /* ids of components are below */
#define SHARES_WORDS   256 /* most that there are at a time */

/* Takes one word of the client's share. False: it has none left. *ask: the driver should
 * level, and ask for more. */
bool shares_take(uint64_t client, bool *ask);
/* So many words have come: the driver only. */
void shares_come(uint32_t words);
/* Gives each client that has ever asked its share, as far as there are words: the driver only. */
void shares_level(void);

#endif
