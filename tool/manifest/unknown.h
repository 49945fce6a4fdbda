/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys that a table lacks: messages that say what was probably meant. */
#ifndef MANIFEST_UNKNOWN_H
#define MANIFEST_UNKNOWN_H

#include "base/diag.h"
#include "keys.h"

struct unknown {
    const char *name, *value; /* of the key; value: NULL if it is no text */
    const char *where;        /* prefix of messages: "vm 'web': " or "" */
    struct place place;
    const struct table *table;
    unsigned guests; /* whose keys a message may name, as bits */
};

/* Returns the key of that name; NULL: the table has none. */
const struct key *key_find(const char *name, const struct table *table);
void unknown_report(struct diag *diag, const struct unknown *key);

#endif
