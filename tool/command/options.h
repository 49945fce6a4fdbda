/* SPDX-License-Identifier: BSD-2-Clause */
/* What the command line says. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "crash/crash.h"
#include "fault/fault.h"
#include "live/live.h"
#include "qemu/run.h"

#define OPTION_WORD 1 /* no option, but an operand, of a verb with lists */

enum { /* values of options without a letter, beside those of `evm fault` */
       OPTION_ISO = 256,
       OPTION_JSON,
       OPTION_MARKDOWN,
       OPTION_MAN,
       OPTION_COMPLETION,
       OPTION_FOR,
       OPTION_ROOT,
       OPTION_LINUX,
       OPTION_NATIVE,
       OPTION_MACHINE,
       OPTION_TIMEOUT,
       OPTION_USAGE,
       OPTION_RESETS,
       OPTION_QEMU_ARG,
       OPTION_LAST,
       OPTION_GDB,
       OPTION_SYSTEM,
       OPTION_SINCE,
       OPTION_INTERVAL,
       OPTION_PATIENCE
};

struct options {
    const char *file; /* the first operand; NULL: none */
    char **operands;  /* all of them, NULL behind */
    const char *output, *program, *root, *man, *shell;
    struct strings words;                 /* operands of a verb with lists; */
    struct strings linux_vms, native_vms; /* its lists, */
    struct strings *list;                 /* and the one that has begun; NULL: none */
    bool iso, json, markdown;
    struct run_options run;
    struct fault_options fault;
    struct crash_options crash;
    struct live_options live;
};

/* Takes an option of any verb, with optarg. Returns false after reporting a mistake. */
bool take_option(struct options *options, int option);

#endif
