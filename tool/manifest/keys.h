/* SPDX-License-Identifier: BSD-2-Clause */
/* The keys that a manifest may have, and the check that it has only those, each once and of the
 * right shape. */
#ifndef MANIFEST_KEYS_H
#define MANIFEST_KEYS_H

#include "tree.h"

enum shape {
    SHAPE_TEXT,
    SHAPE_NUMBER,
    SHAPE_BOOL,
    SHAPE_LIST,         /* of texts */
    SHAPE_TEXT_OR_LIST, /* not empty; a text is a list of one */
    SHAPE_TEXTS,        /* as that, or an empty list: none */
    /* as SHAPE_TEXT_OR_LIST, but a text is split into words; in quotes, a word may be empty */
    SHAPE_COMMAND,
    SHAPE_WORDS,           /* as that, or an empty list: none */
    SHAPE_MAP_OR_LIST,     /* a mapping of texts, or a list of NAME=VALUE */
    SHAPE_MAPPING,         /* checked by its own key table */
    SHAPE_TEXT_OR_MAPPING, /* as that, or a text for its first key */
    SHAPE_UNSUPPORTED,     /* part of the design, not of this version */
};

struct key {
    const char *name;
    enum shape shape;
    unsigned guests;      /* bit 1 << enum guest: which may have it; 0 = all */
    const char *expected; /* for messages */
};

#define RESTART_VALUES "always, failure, never, or a mapping like {when: always, max: 10/min}"

#define KEYS_MOST 64 /* of a table */

extern const struct key system_keys[], vm_keys[], disk_keys[], switch_keys[], port_keys[],
    restart_keys[];
extern const unsigned system_key_count, vm_key_count, disk_key_count, switch_key_count,
    port_key_count, restart_key_count;

/* A mapping from names to things of one kind. */
struct kind {
    const char *key, *noun; /* of the mapping; of one of them */
    /* SHAPE_MAPPING, SHAPE_TEXT, or both if there are keys and SHAPE_TEXT */
    enum shape shape;
    const char *expected;
    const struct key *keys; /* of a mapping; the first one is needed if it has to be one */
    unsigned count;
};
extern const struct kind kind_disks, kind_carried_disks, kind_used_disks, kind_switches, kind_ports;

/* Keys of a VM that are mappings with keys of their own. */
struct mapping_key {
    const char *name, *example;
    const struct key *keys;
    unsigned count;
};
extern const struct mapping_key mapping_keys[];
extern const unsigned mapping_key_count;

/* Reports and drops whatever is not right; what remains can be normalised and loaded. False:
 * nothing remains. */
bool keys_check(struct manifest_tree *tree, struct diag *diag);

#endif
