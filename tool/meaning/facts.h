/* SPDX-License-Identifier: BSD-2-Clause */
/* A system's meaning as a list of facts, which two systems can be compared by. */
#ifndef FACTS_H
#define FACTS_H

#include "system/system.h"

enum fact_class {
    FACT_VM,        /* there is that VM; the value is its guest */
    FACT_AUTHORITY, /* authority.h */
    FACT_RESOURCE,  /* memory, CPU time, sizes */
    FACT_CONTENT,   /* what runs, and on what */
    FACT_BEHAVIOUR, /* when it starts, ends, starts again */
    FACT_CLASSES
};

struct fact {
    enum fact_class class;
    char *subject;   /* whom it is about: a component's name, "disk 'data'", "the system" */
    char *what;      /* unique for its subject and class, with few exceptions */
    char *value;     /* NULL: it is enough that the fact is there */
    uint64_t degree; /* of two values the one with the higher degree is more; equal: neither */
};

struct facts {
    struct fact *item;
    uint32_t count;
};

/* Lists the facts of a system without mistakes, sorted by class, subject, what and value. */
void facts_list(const struct system *system, struct facts *facts);
void facts_free(struct facts *facts);

/* Compares two facts by class, subject and what. */
int facts_order(const struct fact *left, const struct fact *right);

#endif
