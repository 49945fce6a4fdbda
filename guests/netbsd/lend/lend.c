/* SPDX-License-Identifier: BSD-2-Clause */
#include "lend.h"

#include <links.h>
#include <rumpuser.h>
#include <stdbool.h>
#include <string.h>

#define STATUS_FAILED 1

static bool ends(const char *text, const char *end)
{
    size_t length = strlen(text), bytes = strlen(end);

    return length >= bytes && strcmp(text + length - bytes, end) == 0;
}

unsigned lend_number(const char *kind)
{
    unsigned number = 0;
    const char *text = channels_next(NULL);

    while (text != NULL && (strncmp(text, kind, strlen(kind)) != 0 || !ends(text, LENT)))
        text = channels_next(text);
    for (text = text != NULL ? strchr(text, ':') + 1 : ""; *text >= '0' && *text <= '9'; text++)
        number = number * 10 + (unsigned)(*text - '0');
    return number;
}

_Noreturn void lend_fail(const char *why)
{
    rumpuser_dprintf("%s\n", why);
    rumpuser_exit(STATUS_FAILED);
}
