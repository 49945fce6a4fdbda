/* SPDX-License-Identifier: BSD-2-Clause */
/* What both kinds of liars do with their first link: what one should, and what one should not. One
 * thread. */
#ifndef LIES_H
#define LIES_H

#include <cos/start.h>
#include <link/link.h>
#include <stdbool.h>
#include <stdint.h>

#define LIES         100000   /* altogether */
#define LIES_HONEST  "honest" /* what a disk's blocks hold when no more lies are told */
#define LIES_ADDRESS 0x020000000099

extern struct link link;
extern bool is_disk, is_user; /* what goes over the link; whether it is the other side's disk or
                                 network that is used */
extern bool is_honest;        /* no lies any more, not even wrong answers */
extern uint64_t from, count;  /* blocks that a user writes; a server's disk has `count` */
extern uint64_t lies, served; /* told; requests answered */

/* Once, when the above is set. */
void lies_begin(const struct cos_start *start, uint64_t seed);
void lies_open(void);

/* Uses the link, which can be used, as one should: some requests, all answers. */
void behave(void);
/* Writes something wrong somewhere, and rings. */
void lie(void);

#endif
