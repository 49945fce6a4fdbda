/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/shown.h"
#include "compare.h"
#include "diff.h"

static const struct {
    const char *name, *title; /* in JSON, and for readers */
} classes[FACT_CLASSES] = {
    [FACT_VM] = {"vm", "VMs"},
    [FACT_AUTHORITY] = {"authority", "Authority"},
    [FACT_RESOURCE] = {"resource", "Memory, CPU time, sizes"},
    [FACT_CONTENT] = {"content", "Content"},
    [FACT_BEHAVIOUR] = {"behaviour", "Behaviour"},
};

static const struct {
    const char *name, *sign;
} changes[CHANGES] = {
    [CHANGE_GAINED] = {"gained", "+"},
    [CHANGE_LOST] = {"lost", "-"},
    [CHANGE_OTHER] = {"changed", "~"},
};

/* ---- Text ------------------------------------------------------------------------------------ */

static void show_value(const char *before, const struct fact *fact)
{
    if (!fact || !*fact->value)
        return;
    fputs(before, stdout);
    show_word(stdout, 0, fact->value);
}

static void show_difference(const struct difference *difference)
{
    const struct fact *fact = fact_of(difference);

    printf("  %s ", changes[difference->change].sign);
    show_word(stdout, 0, fact->subject);
    fputs(": ", stdout);
    show_word(stdout, 0, fact->what);
    show_value(": ", difference->old);
    show_value(difference->old ? " -> " : ": ", difference->new);
    putchar('\n');
}

static void show_text(const struct differences *differences)
{
    enum fact_class class = FACT_CLASSES;

    for (uint32_t i = 0; i < differences->count; i++) {
        const struct fact *fact = fact_of(&differences->item[i]);

        if (fact->class != class)
            puts(classes[fact->class].title);
        class = fact->class;
        show_difference(&differences->item[i]);
    }
    if (!differences->count)
        puts("The two systems mean the same");
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static void put_member(const char *before, const char *name, const char *value)
{
    printf("%s\"%s\": ", before, name);
    json_string(stdout, value);
}

/* A fact without a value is there (""), or not (null). */
static void put_difference(const struct difference *difference, bool last)
{
    const struct fact *fact = fact_of(difference);

    put_member("    {", "class", classes[fact->class].name);
    put_member(", ", "change", changes[difference->change].name);
    put_member(", ", "subject", fact->subject);
    put_member(", ", "what", fact->what);
    put_member(", ", "old", difference->old ? difference->old->value : NULL);
    put_member(", ", "new", difference->new ? difference->new->value : NULL);
    puts(last ? "}" : "},");
}

static void put_json(const struct side *old, const struct side *new,
                     const struct differences *differences, enum diff_status status)
{
    put_member("{\n  ", "old", old->file);
    put_member(",\n  ", "new", new->file);
    printf(",\n  \"authority_gained\": %s,\n  \"differences\": [\n",
           status == DIFF_AUTHORITY ? "true" : "false");
    for (uint32_t i = 0; i < differences->count; i++)
        put_difference(&differences->item[i], i + 1 == differences->count);
    puts("  ]\n}");
}

/* ---- Both ------------------------------------------------------------------------------------ */

enum diff_status diff_show(const struct side *old, const struct side *new, bool json)
{
    struct facts left = {0}, right = {0};
    struct differences differences = {0};
    enum diff_status status = DIFF_NONE;

    facts_list(old->system, &left);
    facts_list(new->system, &right);
    compare(&left, &right, &differences);
    if (differences_count(&differences, FACT_AUTHORITY, CHANGE_GAINED))
        status = DIFF_AUTHORITY;
    else if (differences.count)
        status = DIFF_SOME;
    if (json)
        put_json(old, new, &differences, status);
    else
        show_text(&differences);
    free(differences.item);
    facts_free(&left);
    facts_free(&right);
    return status;
}
