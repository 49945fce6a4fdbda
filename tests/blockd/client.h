/* SPDX-License-Identifier: BSD-2-Clause */
/* A user of a disk over a link, which does not mind when the other side begins anew. One thread. */
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
    uint64_t generation;                        /* what blocks are filled with */
    unsigned gap;      /* blocks between two of those that client_run() uses */
    unsigned restarts; /* of the other side, seen */
    uint64_t events;   /* all that have come at endpoint 0 */
};

/* Opens the component's own link `number`. */
void client_open(struct client *client, const struct cos_start *start, unsigned number);

/* One request. data: of `length` bytes, to write or to be read into. Result: its
 * status, or -COS_ETIMEDOUT. */
int64_t client_request(struct client *client, enum block_kind kind, uint64_t block, uint32_t length,
                       void *data);

/* Writes or reads blocks of BLOCK_SECTORS from sector 0 on, with gaps, all at once, `count` of
 * `blocks` one after another and again. Result: how many were done as they should be, each once; of
 * reads, those that hold this generation. Calls `every` whenever `period` more are done; 0:
 * never. */
unsigned client_run(struct client *client, enum block_kind kind, unsigned count, unsigned blocks,
                    unsigned period, void (*every)(void));

#endif
