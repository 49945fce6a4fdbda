/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base.h"
#include "shown.h"

enum outcome host_error(const char *format, ...)
{
    va_list args;
    char *message;

    va_start(args, format);
    if (vasprintf(&message, format, args) < 0)
        message = NULL;
    va_end(args);
    char *text = message ? shown(message, true) : NULL;

    fprintf(stderr, "evm: %s\n", text ? text : "out of memory");
    free(text);
    free(message);
    return OUTCOME_HOST;
}
