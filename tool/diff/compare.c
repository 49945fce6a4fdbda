/* SPDX-License-Identifier: BSD-2-Clause */
#include "compare.h"

#include <string.h>

static bool has_vm(const struct facts *facts, const char *name)
{
    for (uint32_t i = 0; i < facts->count && facts->item[i].class == FACT_VM; i++)
        if (!strcmp(facts->item[i].subject, name))
            return true;
    return false;
}

static bool says_nothing(const struct facts *own, const struct facts *other,
                         const struct fact *fact)
{
    return (fact->class == FACT_CONTENT || fact->class == FACT_BEHAVIOUR) &&
           has_vm(own, fact->subject) && !has_vm(other, fact->subject);
}

static void add(struct differences *differences, const struct fact *old, const struct fact *new,
                enum change change)
{
    differences->item = need_room(differences->item, differences->count,
                                  sizeof(*differences->item));
    differences->item[differences->count++] = (struct difference){old, new, change};
}

static void compare_values(struct differences *differences, const struct fact *old,
                           const struct fact *new)
{
    if (old->degree != new->degree)
        add(differences, old, new, new->degree > old->degree ? CHANGE_GAINED : CHANGE_LOST);
    else if (strcmp(old->value, new->value))
        add(differences, old, new, CHANGE_OTHER);
}

void compare(const struct facts *old, const struct facts *new, struct differences *differences)
{
    uint32_t i = 0, j = 0;

    while (i < old->count || j < new->count) {
        const struct fact *left = i < old->count ? &old->item[i] : NULL;
        const struct fact *right = j < new->count ? &new->item[j] : NULL;
        int order = !left ? 1 : !right ? -1 : facts_order(left, right);

        if (!order)
            compare_values(differences, left, right);
        else if (order < 0 && !says_nothing(old, new, left))
            add(differences, left, NULL, CHANGE_LOST);
        else if (order > 0 && !says_nothing(new, old, right))
            add(differences, NULL, right, CHANGE_GAINED);
        i += order <= 0;
        j += order >= 0;
    }
}

uint32_t differences_count(const struct differences *differences, enum fact_class class,
                           enum change change)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < differences->count; i++)
        count += differences->item[i].change == change &&
                 fact_of(&differences->item[i])->class == class;
    return count;
}

const struct fact *fact_of(const struct difference *difference)
{
    return difference->new ? difference->new : difference->old;
}
