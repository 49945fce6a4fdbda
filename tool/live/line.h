/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests to the monitor of a running system, over its control channel (evm/control.h). */
#ifndef LIVE_LINE_H
#define LIVE_LINE_H

#include <evm/control.h>

#include "live/target.h"

struct line {
    const struct target *target;
    int fd;
    uint32_t number; /* of the last request */
    struct control_reader reader;
    uint32_t components;
};

/* Opens the line and greets the monitor. Reports what is wrong. */
enum outcome line_open(struct line *line, const struct target *target);
void line_close(struct line *line);
/* Asks about a component. Returns false if no answer comes. */
bool line_show(struct line *line, uint64_t id, struct control_component *shown);
/* Asks for an act, once: one that gets no answer may have been done. *result: the answer's. Returns
 * false if no answer comes. */
bool line_act(struct line *line, enum control_kind kind, uint64_t id, int64_t *result);

#endif
