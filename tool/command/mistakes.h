/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages about mistakes in the command line. */
#ifndef MISTAKES_H
#define MISTAKES_H

#include "base/base.h"

/* Reports a mistake, by a format with one %s for an untrusted word. `verb` ends with a blank, or is
 * empty. Returns OUTCOME_USAGE. */
enum outcome wrong_usage(const char *verb, const char *format, const char *word);

#endif
