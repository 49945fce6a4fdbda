/* SPDX-License-Identifier: BSD-2-Clause */
/* The options and operands of the command line. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "crash/crash.h"
#include "fault/fault.h"
#include "qemu/run.h"

enum { /* values for getopt_long(), beside those of `evm fault` */
       OPTION_ISO = 256,
       OPTION_JSON,
       OPTION_MARKDOWN,
       OPTION_MACHINE,
       OPTION_TIMEOUT,
       OPTION_USAGE,
       OPTION_RESETS,
       OPTION_QEMU_ARG,
       OPTION_LAST,
       OPTION_GDB
};

struct options {
    const char *file, *output;
    bool iso, json, markdown;
    struct run_options run;
    struct fault_options fault;
    struct crash_options crash;
};

struct operands { /* what a verb expects */
    const char *verb, *what;
    const char *kind; /* the word before it; NULL: none */
    bool optional;
    bool numbered; /* a number may follow */
};

/* Reports a mistake in the command line. `verb` ends with a blank, or is empty. */
enum outcome usage(const char *verb, const char *format, const char *word);
/* Takes an option of any verb, with optarg. Returns false after reporting a mistake. */
bool take_option(struct options *options, int option);
/* Takes the words behind `kind`. Returns OUTCOME_USAGE after reporting a mistake. */
enum outcome take_operands(const struct operands *wanted, struct options *options, char *words[]);

#endif
