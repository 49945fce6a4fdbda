/* SPDX-License-Identifier: BSD-2-Clause */
/* All ports: who is looked at when. */
#ifndef NETSWITCH_SERVE_H
#define NETSWITCH_SERVE_H

#include <cos/start.h>
#include <stdbool.h>

/* Opens the links, of which there are as many as ports; NULL, or what is wrong with them: an expectation. */
const char *serve_open(const struct cos_start *start);

struct served {
    uint64_t start;    /* TSC time when it began */
    uint64_t deadline; /* until when to wait for more; 0: there is more */
    unsigned wasted;   /* frames that went to nobody */
    bool useful;       /* some went to somebody */
};

/* Handles all that has come. events: at endpoint 0. */
struct served serve(uint64_t events);

#endif
