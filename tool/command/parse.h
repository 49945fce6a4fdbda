/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the command line. */
#ifndef PARSE_H
#define PARSE_H

#include "options.h"
#include "verb.h"

/* Takes options and operands of the verb, which is argv[0], into options with their defaults.
 * *tell: the user asks for help; then the rest has not been read. Reports mistakes. */
enum outcome command_parse(const struct verb *verb, int argc, char *argv[], struct options *options,
                           bool *tell);
void options_free(struct options *options);

#endif
