/* SPDX-License-Identifier: BSD-2-Clause */
#include "watch.h"

#include <stdlib.h>
#include <string.h>

#define SYSTEM     "[evm] "
#define HALTED     "COS: "
#define WORDS_MOST 100 /* bytes kept of a line */

static bool begins(const char *line, const char *with)
{
    return !strncmp(line, with, strlen(with));
}

static void fails(struct seen *seen, enum failure failure, const char *words)
{
    if (seen->failure != FAILURE_NONE && seen->failure != FAILURE_DAMAGED)
        return;
    seen->failure = failure;
    if (failure != FAILURE_WRONG && failure != FAILURE_DAMAGED)
        seen->lines = 0; /* of this life; those of the next one count */
    free(seen->words);
    seen->words = text("%.*s", WORDS_MOST, words);
}

/* A line of the supervisor's, behind the component's name. */
static void take_report(struct seen *seen, const char *words)
{
    static const struct {
        const char *words;
        enum failure failure;
    } known[] = {
        {"crashed", FAILURE_CRASHED},
        {"killed", FAILURE_ENDED},
        {"exited, status ", FAILURE_ENDED},
        {"its thread has ended", FAILURE_ENDED},
        {"restarting", FAILURE_ENDED},
        {"could not be started again", FAILURE_ENDED},
        {"hung", FAILURE_HUNG},
        {"has not asked for its work", FAILURE_HUNG},
        {"has not ended", FAILURE_HUNG},
        {"has not returned from a call", FAILURE_HUNG},
        {"damaged: ", FAILURE_ENDED},
        {"goes on with the repaired page", FAILURE_DAMAGED},
    };

    for (unsigned i = 0; i < COUNT(known); i++)
        if (begins(words, known[i].words))
            fails(seen, known[i].failure, words);
    seen->down = seen->down || begins(words, "stays down");
}

/* Returns the component of that name with `length` bytes. */
static struct seen *find(struct watch *watch, const char *name, size_t length)
{
    char known[EVM_NAME] = "";
    int number;

    if (length >= sizeof(known))
        return NULL;
    memcpy(known, name, length);
    number = subject_find(watch->subjects, known);
    return number < 0 ? NULL : &watch->seen[number];
}

static void take_own(struct watch *watch, const char *line)
{
    const char *end = *line == '[' ? strstr(line, "] ") : NULL;
    struct seen *seen = end ? find(watch, line + 1, (size_t)(end - line) - 1) : NULL;

    if (!seen)
        return;
    seen->lines++;
    if (!regexec(watch->wrong, end + 2, 0, NULL, 0))
        fails(seen, FAILURE_WRONG, end + 2);
}

void watch_line(struct watch *watch, const char *line)
{
    const char *words = line + strlen(SYSTEM), *colon;

    if (begins(line, HALTED) && !watch->kernel)
        watch->kernel = text("%.*s", WORDS_MOST, line);
    if (!begins(line, SYSTEM)) {
        take_own(watch, line);
        return;
    }
    watch->off = watch->off || begins(words, "system off");
    colon = strstr(words, ": ");
    struct seen *seen = colon ? find(watch, words, (size_t)(colon - words)) : NULL;

    if (seen)
        take_report(seen, colon + 2);
}

void watch_count(struct watch *watch)
{
    for (unsigned i = 0; i < EVM_COMPONENTS; i++)
        watch->seen[i].lines = 0;
}

void watch_clear(struct watch *watch)
{
    for (unsigned i = 0; i < EVM_COMPONENTS; i++)
        free(watch->seen[i].words);
    memset(watch->seen, 0, sizeof(watch->seen));
    free(watch->kernel);
    watch->kernel = NULL;
    watch->off = false;
}
