/* SPDX-License-Identifier: BSD-2-Clause */
/* The options of `evm fault`. */
#ifndef FAULT_OPTIONS_H
#define FAULT_OPTIONS_H

#include "fault.h"

enum { /* values for getopt_long(), beside those of other verbs */
       OPTION_SEED = 512,
       OPTION_COUNT,
       OPTION_TARGET,
       OPTION_KIND,
       OPTION_REPLAY,
       OPTION_JSON_FILE,
       OPTION_WRONG,
       OPTION_SETTLE,
       OPTION_WINDOW,
};

/* Takes an option with its argument. Returns false if it is not one of these, or is wrong, which it
 * reports. */
bool fault_take_option(struct fault_options *options, int option, const char *argument);

#endif
