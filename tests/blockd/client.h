/* SPDX-License-Identifier: BSD-2-Clause */
/* A user of a disk over a link, which copes with restarts of the other side. For one thread. */
#ifndef CLIENT_H
#define CLIENT_H

#include <block.h>
#include <cos/start.h>
#include <link/link.h>
#include <stdbool.h>
#include <stdint.h>

#define BLOCK_SECTORS (BLOCK_BUFFER_BYTES / BLOCK_SECTOR)

struct client {
    struct link link;
    struct link_slot slots[BLOCK_DEPTH];
    struct link_request submitted[BLOCK_DEPTH]; /* by buffer */
    uint64_t generation;                        /* for the contents of blocks */
    unsigned gap;                               /* blocks between two that client_run() uses */
    uint32_t payer;                             /* a component, for which it asks; 0: itself */
    unsigned restarts;                          /* restarts of the other side, as seen */
    uint64_t events;                            /* all events at endpoint 0 */
};

/* Opens the component's own link `number`. */
void client_open(struct client *client, const struct cos_start *start, unsigned number);

/* Makes one request. data: of `length` bytes, to write or to read into. Returns its status, or
 * -COS_ETIMEDOUT. */
int64_t client_request(struct client *client, enum block_kind kind, uint64_t block, uint32_t length,
                       void *data);

/* Writes or reads blocks of BLOCK_SECTORS from sector 0 on, with gaps, all at once: `count`
 * requests over `blocks` blocks, again and again. Returns how many completed as expected, each
 * once; for reads, those with this generation. Calls `every` at every `period` completions; 0:
 * never. */
unsigned client_run(struct client *client, enum block_kind kind, unsigned count, unsigned blocks,
                    unsigned period, void (*every)(void));

#endif
