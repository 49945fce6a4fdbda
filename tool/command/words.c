/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "scripts.h"

static char *finish(struct buffer *words)
{
    buffer_extend(words, 1);
    return words->data;
}

char *verb_names(void)
{
    struct buffer words = {0};

    for (unsigned i = 0; i < VERBS; i++)
        buffer_format(&words, "%s%s", i ? " " : "", verbs[i]->name);
    return finish(&words);
}

char *item_names(const struct item *items)
{
    struct buffer words = {0};

    for (const struct item *item = items; item->name; item++)
        buffer_format(&words, "%s%s", item > items ? " " : "", item->name);
    return finish(&words);
}

char *first_sentence(const char *help)
{
    size_t length = strcspn(help, ";");
    const char *point = strstr(help, ". ");

    if (point && (size_t)(point - help) < length)
        length = (size_t)(point - help);
    return text("%.*s", (int)length, help);
}
