/* SPDX-License-Identifier: BSD-2-Clause */
#include "mistakes.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/shown.h"

enum outcome wrong_usage(const char *verb, const char *format, const char *word)
{
    char *harmless = shown(word, false);

    fputs("evm: ", stderr);
    fprintf(stderr, format, harmless);
    fprintf(stderr, "; 'evm %s--help' tells how it is used\n", verb);
    free(harmless);
    return OUTCOME_USAGE;
}
