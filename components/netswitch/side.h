/* SPDX-License-Identifier: BSD-2-Clause */
/* A port's link: what lies between who is there and the fabric. */
#ifndef NETSWITCH_SIDE_H
#define NETSWITCH_SIDE_H

#include "fabric.h"

#include <cos/start.h>
#include <link/link.h>

struct side {
    struct link link;
    struct link_channel *from, *to; /* as seen from who is at the port */
    struct link_config config;
    struct link_slot slots[ETHER_CHANNELS * ETHER_DEPTH];
    uint64_t event; /* by which the other side rings */
    int spare;      /* buffer for the next frame to it, taken already; negative: none */
    uint64_t since; /* if it is full: time when there was no buffer for it */
    uint64_t credit, credited; /* ticks that others may wait for it; when that was so */
};

extern struct fabric fabric;
extern struct side *sides;   /* one for each port */
extern uint64_t now;         /* for all that is handled in one go */
extern uint32_t sides_given; /* bits of the ports that have frames to be told of */
extern uint32_t sides_full;  /* and of those that had no buffer for more */

/* Memory for as many ports; false: the manifest gives too little. */
bool sides_allocate(const struct cos_start *start, unsigned count);

/* Opens the link of the port; NULL, or what is wrong: an expectation. */
const char *side_open(unsigned port, const struct cos_link *link, bool owner);

/* Somebody has ended, who may be whoever broke the link's rules: another chance. False: it is not broken. */
bool side_reopen(unsigned port);

/* To be called first: whether the link can be used. Takes back what the other side has done with. */
bool side_poll(unsigned port);

/* Whether it is of use to wait for room: there is none, but it was not long ago that there was some. */
bool side_is_busy(unsigned port);

/* Puts a frame on its way; if there is no room, or nobody, it is lost. head_bytes of it are at `head`. */
void side_give(unsigned port, const uint8_t *head, uint32_t head_bytes, const uint8_t *frame, uint32_t bytes);

/* ---- take.c ---- */

/* Handles what has come from the port. False: it has to wait until somebody has room. */
bool side_take(unsigned port);

#endif
