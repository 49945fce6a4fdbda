/* SPDX-License-Identifier: BSD-2-Clause */
/* What the lines of the console say about each component. */
#ifndef FAULT_WATCH_H
#define FAULT_WATCH_H

#include <regex.h>

#include "plan.h"

struct seen {
    uint32_t lines;       /* that it has printed; if it has failed: since then */
    enum failure failure; /* the first one; another one replaces DAMAGED */
    char *words;          /* what the line says of that failure */
    bool down;            /* it stays down */
};

struct watch {
    const struct subjects *subjects;
    const regex_t *wrong; /* what makes a line of a component a wrong answer */
    struct seen seen[EVM_COMPONENTS];
    char *kernel; /* NULL: it has not failed; else what it says */
    bool off;     /* the system has ended */
};

/* Takes a line of the console. */
void watch_line(struct watch *watch, const char *line);
/* Forgets the failures of all components, and how much they have printed. */
void watch_clear(struct watch *watch);
/* Forgets how much all components have printed. */
void watch_count(struct watch *watch);

#endif
