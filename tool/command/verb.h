/* SPDX-License-Identifier: BSD-2-Clause */
/* The verbs of `evm`, each described once. The tool reads the command line by these tables, and
 * makes the help, the manual page and the completion of shells from them. */
#ifndef VERB_H
#define VERB_H

#include "base/base.h"

enum verb_number {
    VERB_CHECK,
    VERB_BUILD,
    VERB_RUN,
    VERB_PS,
    VERB_TOP,
    VERB_LOGS,
    VERB_KILL,
    VERB_RESTART,
    VERB_STOP,
    VERB_FAULT,
    VERB_CRASH,
    VERB_SIZE,
    VERB_GRAPH,
    VERB_DIFF,
    VERB_FEATURES,
    VERB_INIT,
    VERB_IMPORT,
    VERB_HELP,
    VERBS
};

struct item { /* a term and its explanation; an array of them ends with a NULL name */
    const char *name, *help;
};

struct section { /* of the help */
    const char *title;
    const struct item *items;
};

enum completion { /* what a shell offers for a word */
                  COMPLETE_NOTHING,
                  COMPLETE_MANIFEST,
                  COMPLETE_FILE,
                  COMPLETE_KEY, /* of a manifest, or a verb */
};

struct verb_option {
    const char *name;     /* the long one */
    int value;            /* for take_option(); a letter is its short name, too */
    const char *argument; /* in the help; NULL: there is none */
    const char *list;     /* of a verb with lists: the words that follow; NULL: none do */
    const char *help;
    bool free;     /* the argument may be left out: --name[=ARGUMENT] */
    bool repeated; /* it may be given more than once */
    enum completion complete;
    const struct item *words; /* the argument's values; NULL: any */
};

struct operands {
    const char *text;     /* in the help */
    const char *kind;     /* word that must precede them; NULL: none */
    const char *missing;  /* what a message says if there are too few */
    const char *expected; /* and if there are too many */
    unsigned least, most;
    enum completion complete;
};

struct verb {
    const char *name, *summary;
    const char *about; /* paragraphs, one a line */
    const struct operands *operands;
    const struct verb_option *options; /* ends with a NULL name; `help` is left out: all have it */
    const struct section *words;       /* explains values of an option; NULL: none */
    const char *const *examples;       /* ends with NULL */
    const struct section *exit;
    bool lists;       /* operands behind an option belong to it, as names (options.h) */
    int outcome_base; /* as the variable of that name (base.h) */
};

#define FIRST_LONG_OPTION 256 /* the least `value` of an option without a letter */

extern const struct verb *const verbs[VERBS];
extern const struct section exit_codes; /* of most verbs */

enum shell { SHELL_BASH, SHELL_ZSH, SHELL_FISH, SHELLS }; /* for which there is completion */
extern const struct item shells[SHELLS + 1];

/* Returns the verb of that name, or NULL. */
const struct verb *find_verb(const char *name);

#endif
