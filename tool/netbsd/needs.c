/* SPDX-License-Identifier: BSD-2-Clause */
#include "needs.h"

#include <stdlib.h>
#include <string.h>

#define SECTION "link_set_" /* prefix of link sets' sections */

static bool defines(const struct netbsd_component *component, const char *name)
{
    const struct symbol *symbol = netbsd_archive_symbol(&component->archive, name);

    return symbol && symbol->kind != SYMBOL_NEEDED;
}

/* Returns true for symbols that the linker itself defines: bounds of some sections, and the table
 * of addresses. */
static bool of_linker(const char *name)
{
    return !strncmp(name, "__start_" SECTION, strlen("__start_" SECTION)) ||
           !strncmp(name, "__stop_" SECTION, strlen("__stop_" SECTION)) ||
           !strcmp(name, "_GLOBAL_OFFSET_TABLE_");
}

static bool have(const struct netbsd_set *set, const bool chosen[], const char *name)
{
    for (uint32_t i = 0; i < set->count; i++)
        if (chosen[i] && defines(&set->components[i], name))
            return true;
    return of_linker(name) || strings_have(&set->layer, name);
}

/* Lists the components that define a symbol; only usable ones, if there are any. */
static struct strings candidates(const struct netbsd_set *set, const char *symbol)
{
    struct strings usable = {0}, others = {0};

    for (uint32_t i = 0; i < set->count; i++)
        if (defines(&set->components[i], symbol))
            strings_add(set->components[i].lacks ? &others : &usable, set->components[i].name);
    strings_free(usable.count ? &others : &usable);
    return usable.count ? usable : others;
}

/* Returns true if each candidate of `strict` is one of `loose`, too. */
static bool implies(const struct strings *strict, const struct strings *loose)
{
    for (uint32_t i = 0; i < strict->count; i++)
        if (!strings_have(loose, strict->item[i]))
            return false;
    return strict->count || !loose->count;
}

/* Adds a need, unless another implies it; drops those that it implies. */
static void add_need(struct netbsd_need **needs, unsigned *count, struct netbsd_need need)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < *count; i++)
        if (implies(&(*needs)[i].candidates, &need.candidates)) {
            strings_free(&need.candidates);
            return;
        }
    for (unsigned i = 0; i < *count; i++)
        if (implies(&need.candidates, &(*needs)[i].candidates))
            strings_free(&(*needs)[i].candidates);
        else
            (*needs)[kept++] = (*needs)[i];
    *needs = need_more(*needs, (kept + 1) * sizeof(need));
    (*needs)[kept++] = need;
    *count = kept;
}

struct netbsd_need *netbsd_needs(const struct netbsd_set *set, uint32_t index, const bool chosen[],
                                 unsigned *count)
{
    const struct netbsd_archive *archive = &set->components[index].archive;
    struct netbsd_need *needs = NULL;

    *count = 0;
    for (unsigned i = 0; i < archive->symbol_count; i++) {
        const char *symbol = archive->symbols[i].name;

        if (archive->symbols[i].kind == SYMBOL_NEEDED && !have(set, chosen, symbol))
            add_need(&needs, count, (struct netbsd_need){symbol, candidates(set, symbol)});
    }
    return needs;
}

void netbsd_needs_free(struct netbsd_need *needs, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        strings_free(&needs[i].candidates);
    free(needs);
}
