/* SPDX-License-Identifier: BSD-2-Clause */
#include "facts.h"

#include <stdlib.h>
#include <string.h>

#include "authority.h"
#include "settings.h"

int facts_order(const struct fact *left, const struct fact *right)
{
    int order = (int)left->class - (int)right->class;

    order = order ? order : strcmp(left->subject, right->subject);
    return order ? order : strcmp(left->what, right->what);
}

static int compare_facts(const void *left_fact, const void *right_fact)
{
    const struct fact *left = left_fact, *right = right_fact;
    int order = facts_order(left, right);

    return order || !left->value || !right->value ? order : strcmp(left->value, right->value);
}

static void add_authorities(struct facts *facts, const struct manifest *manifest)
{
    struct authorities list = {0};

    authorities_list(manifest, &list);
    for (uint32_t i = 0; i < list.count; i++) {
        const struct authority *held = &list.item[i];
        const struct about about = {facts, held->holder};

        add_value(&about, FACT_AUTHORITY, held->degree, held->what,
                  text("%s", held->right ? held->right : ""));
    }
    authorities_free(&list);
}

void facts_list(const struct system *system, struct facts *facts)
{
    add_authorities(facts, system->manifest);
    add_vms(facts, system);
    add_disks_and_switches(facts, system->manifest);
    add_system(facts, system->manifest);
    qsort(facts->item, facts->count, sizeof(*facts->item), compare_facts);
}

void facts_free(struct facts *facts)
{
    for (uint32_t i = 0; i < facts->count; i++) {
        free(facts->item[i].subject);
        free(facts->item[i].what);
        free(facts->item[i].value);
    }
    free(facts->item);
    *facts = (struct facts){0};
}
