/* SPDX-License-Identifier: BSD-2-Clause */
#include "unknown.h"

#include <stdlib.h>
#include <string.h>

#include "base/words.h"

const struct key *key_find(const char *name, const struct table *table)
{
    for (unsigned i = 0; i < table->count; i++)
        if (!strcmp(table->keys[i].name, name))
            return &table->keys[i];
    return NULL;
}

/* Returns the key whose mapping has a key of that name; of several, the one that takes the value;
 * or NULL. */
static const struct key *find_owner(const struct unknown *unknown)
{
    const struct table *table = unknown->table;
    const char *value = unknown->value;
    const struct key *owner = NULL;

    for (const struct key *key = table->keys; key < table->keys + table->count; key++) {
        const struct key *inner = key->inner ? key_find(unknown->name, key->inner) : NULL;

        if (inner && (!owner || (value && *value && strstr(inner->expected, value))))
            owner = key;
    }
    return owner;
}

/* Reports a key that belongs in a mapping one level below, an easy mistake. */
static bool report_level(struct diag *diag, const struct unknown *key)
{
    const struct key *owner = find_owner(key);

    if (!owner)
        return false;
    char *like = key->value && *key->value ? text("{%s: %s}", key->name, key->value)
                                           : text("%s", strchr(owner->expected, '{'));

    diag_add(diag, key->place, "%skey '%s': belongs to the key '%s'; expected '%s: %s'", key->where,
             key->name, owner->name, owner->name, like);
    free(like);
    return true;
}

/* Reports a key that is known elsewhere, another easy mistake. */
static bool report_elsewhere(struct diag *diag, const struct unknown *key)
{
    static const struct {
        const struct table *here, *there;
        const char *words;
    } cases[] = {
        {&vm_table, &system_table, "belongs to the system, beside the key 'vms'"},
        {&port_table, &switch_table, "belongs to the switch, in the system's key 'switches'"},
        {&disk_cpu_table, &cpu_table,
         "a disk has none, as VMs that use it pay for its work; give them one, in their key 'cpu'"},
    };

    for (unsigned i = 0; i < COUNT(cases); i++) {
        if (key->table != cases[i].here || !key_find(key->name, cases[i].there))
            continue;
        diag_add(diag, key->place, "%skey '%s': %s", key->where, key->name, cases[i].words);
        return true;
    }
    return false;
}

/* Reports a key that is known nowhere, with the nearest one, or all. */
static void report_misspelt(struct diag *diag, const struct unknown *key)
{
    const struct key *keys = key->table->keys;
    const char **words = need(key->table->count * sizeof(*words));
    struct buffer known = {0};

    for (unsigned i = 0; i < key->table->count; i++) {
        if (keys[i].shape == SHAPE_UNSUPPORTED ||
            (keys[i].guests && !(keys[i].guests & key->guests)))
            continue;
        words[i] = keys[i].name;
        buffer_format(&known, "%s%s", known.size ? ", " : "", keys[i].name);
    }
    buffer_extend(&known, 1);
    const char *near = nearest(key->name, words, key->table->count);

    if (near)
        diag_add(diag, key->place, "%skey '%s': unknown; did you mean '%s'?", key->where, key->name,
                 near);
    else
        diag_add(diag, key->place, "%skey '%s': unknown; expected one of: %s", key->where,
                 key->name, known.data);
    buffer_free(&known);
    free(words);
}

void unknown_report(struct diag *diag, const struct unknown *key)
{
    if (!report_level(diag, key) && !report_elsewhere(diag, key))
        report_misspelt(diag, key);
}
