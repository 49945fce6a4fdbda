/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/outlet.h"
#include "base/shown.h"
#include "session.h"

void session_say(struct session *session, const char *format, ...)
{
    va_list args;
    char *message;

    va_start(args, format);
    if (vasprintf(&message, format, args) < 0)
        exit(outcome_base + host_error("out of memory"));
    va_end(args);
    bool amid = session->within && isatty(STDERR_FILENO); /* behind a prompt of the console */
    char *harmless = shown(message, true), *line = text("%sevm: %s\n", amid ? "\n" : "", harmless);

    outlet_put(session->err, line, strlen(line));
    free(line);
    free(harmless);
    free(message);
}
