/* SPDX-License-Identifier: BSD-2-Clause */
/* Common functions of checks: names, sizes, reports of mistakes. */
#include <ctype.h>
#include <string.h>

#include <cos/abi.h>

#include "base/words.h"
#include "check.h"

#define PART_NAME (EVM_NAME - sizeof(".switch")) /* longest name of a disk or switch */

struct place place_of(const struct check *check, const char *key, int index)
{
    return manifest_place(check->manifest, check->index, key, index);
}

bool good_name(const char *name, size_t most)
{
    size_t length = strlen(name);

    for (const char *at = name; *at; at++)
        if (!isalnum((unsigned char)*at) && *at != '-' && *at != '_')
            return false;
    return length && length <= most && isalnum((unsigned char)*name);
}

void check_part_name(const struct check *check, struct place place, const char *noun,
                     const char *name)
{
    if (!good_name(name, PART_NAME))
        diag_add(check->diag, place,
                 "%s '%s': bad name; expected at most %zu letters, digits, '-' or '_', a letter or "
                 "digit first",
                 noun, name, PART_NAME);
}

void check_count(const struct check *check, const char *key, const struct strings *list,
                 unsigned most)
{
    if (list->count > most)
        diag_add(check->diag, place_of(check, key, most),
                 "vm '%s': key '%s': %u entries; expected at most %u", check->vm->name, key,
                 list->count, most);
}

void bad_entry(const struct check *check, const char *key, int index, const char *value,
               const char *expected)
{
    diag_add(check->diag, place_of(check, key, index),
             "vm '%s': key '%s': '%s' is wrong; expected %s", check->vm->name, key, value,
             expected);
}
