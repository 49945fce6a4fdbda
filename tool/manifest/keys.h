/* SPDX-License-Identifier: BSD-2-Clause */
/* The keys of a manifest: one table describes each. */
#ifndef MANIFEST_KEYS_H
#define MANIFEST_KEYS_H

#include "tree.h"

/* The shape of a value, and the type of the member that it is loaded into. */
enum shape {
    SHAPE_TEXT,  /* char *, owned by the structure */
    SHAPE_WORD,  /* an enum: one of `words` */
    SHAPE_COUNT, /* uint32_t: a number */
    SHAPE_SIZE,  /* uint64_t: bytes, whole pages */
    SHAPE_BYTES, /* uint64_t: bytes */
    SHAPE_BOOL,  /* bool */
    /* struct strings: */
    SHAPE_LIST,         /* of texts */
    SHAPE_TEXT_OR_LIST, /* not empty; a text is a list of one */
    SHAPE_TEXTS,        /* the same, or an empty list */
    /* as SHAPE_TEXT_OR_LIST, but a text is split into words; in quotes, a word may be empty */
    SHAPE_COMMAND,
    SHAPE_WORDS,       /* the same, or an empty list */
    SHAPE_MAP_OR_LIST, /* a mapping of texts, or a list of NAME=VALUE */
    /* keys of the table `inner`; without a table, names of things of a kind */
    SHAPE_MAPPING,
    SHAPE_TEXT_OR_MAPPING, /* the same, or a text for its first key */
    SHAPE_UNSUPPORTED,     /* part of the design, not of this version */
};

static inline bool shape_is_list(enum shape shape)
{
    return shape >= SHAPE_LIST && shape <= SHAPE_MAP_OR_LIST;
}

struct key {
    const char *name;
    enum shape shape;
    unsigned guests;          /* bits 1 << enum guest of guests that may have it; 0 = all */
    const char *expected;     /* for messages */
    size_t at;                /* offset of its member in the structure of the table */
    uint64_t least, most;     /* of a number or size; most = 0: any */
    const char *otherwise;    /* the value if it is not given; NULL: none, or computed (load.c) */
    const char *const *words; /* NULL ones are skipped */
    unsigned word_count;
    const struct table *inner;
    const char *value; /* help: kind of value, then effect; range and default are added */
    const char *help;
};

struct table {
    const char *prefix; /* of its keys in manifest_place() */
    const struct key *keys;
    unsigned count;
};

#define BUDGET_VALUES   "a share in whole percent like 30%, or a time like 3ms or 500us"
#define READY_VALUES    "started, program, ended, or a mapping like {file: /run/db.sock}"
#define WATCHDOG_VALUES "a time like 5s"
#define SCRUB_VALUES    "a time like 60s"
#define RESTART_VALUES  "always, failure, never, or a mapping like {when: always, max: 10/min}"

#define BOARD_DEVICE "i6300esb"
#define BOARD_VALUES BOARD_DEVICE ", or a mapping like {device: i6300esb, time: 10s}"

#define DISK_VALUES      "the name of one of the system's disks"
#define PARTITION_VALUES "a number from 1 to 128"
#define CRASHES_VALUES   DISK_VALUES ", or a mapping like {disk: log}"

extern const char *const guest_words[], *const dma_words[];
extern const struct table system_table, vm_table, cpu_table, disk_cpu_table, switch_cpu_table,
    uses_table, disk_table, switch_table, port_table, restart_table, ready_table, use_table,
    carried_table, board_table, crashes_table;

/* A mapping from names to things of one kind. */
struct kind {
    const char *key, *noun; /* of the mapping; of one of them */
    /* SHAPE_MAPPING, SHAPE_TEXT, or both if there is a table and SHAPE_TEXT */
    enum shape shape;
    const char *expected;
    const struct table *table; /* of a mapping; its first key is needed if it has to be one */
};
extern const struct kind kind_disks, kind_carried_disks, kind_used_disks, kind_switches, kind_ports;

/* Reports and drops all that is wrong; the rest can be loaded. Returns false if nothing remains. */
bool keys_check(struct manifest_tree *tree, struct diag *diag);

#endif
