/* SPDX-License-Identifier: BSD-2-Clause */
#include "import.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cache.h"
#include "base/paths.h"
#include "base/shown.h"
#include "base/temporary.h"
#include "needs.h"
#include "store.h"
#include "target.h"

/* link to the folder of the last imported set */
#define CURRENT NETBSD_CACHE "/current"

/* Makes a folder of the cache the current one. */
static bool make_current(const char *folder)
{
    char *current = path_cache(CURRENT), *cache = path_cache(NETBSD_CACHE "/");
    char *part = current && cache ? temporary_folder(cache, "part") : NULL;
    char *new = part ? text("%s/current", part) : NULL;
    bool good = new && !symlink(strrchr(folder, '/') + 1, new) && !rename(new, current);

    if (new && !good)
        host_error("%s: %s", current, strerror(errno));
    temporary_remove(part);
    free(new);
    free(cache);
    free(current);
    return good;
}

/* ---- Contents of a set ----------------------------------------------------------------------- */

/* Prints the components that a component needs beside the base. */
static void show_needs(const struct netbsd_set *set, uint32_t index)
{
    bool *chosen = need(set->count * sizeof(*chosen));
    unsigned count;

    if (set->components[index].lacks) {
        printf("cannot be used: nothing has '");
        show_word(stdout, 0, set->components[index].lacks);
        putchar('\'');
        free(chosen);
        return;
    }
    chosen[0] = chosen[index] = true;
    struct netbsd_need *needs = netbsd_needs(set, index, chosen, &count);

    for (unsigned i = 0; i < count; i++)
        for (uint32_t j = 0; j < needs[i].candidates.count; j++) {
            fputs(j ? "|" : i ? " " : "", stdout);
            show_word(stdout, 0, needs[i].candidates.item[j]);
        }
    netbsd_needs_free(needs, count);
    free(chosen);
}

static void show(const struct netbsd_set *set)
{
    const struct netbsd_archive *base = &set->components[0].archive;

    show_word(stdout, 0, base->version ? base->version : "NetBSD of an unknown version");
    printf(", " TARGET_NAME ", rumpuser version ");
    if (set->interface)
        printf("%u", set->interface);
    else
        printf("unknown");
    printf(", curlwp %s, %sposition-independent%s\n\n",
           base->thread_local_data ? "thread-local" : "by hypercall",
           base->position_independent ? "" : "not ", set->headers ? "" : ", without headers");
    printf("%-22s %9s %9s %9s  needs\n", "component", "text", "data", "bss");
    for (uint32_t i = 0; i < set->count; i++) {
        const struct netbsd_component *component = &set->components[i];

        show_word(stdout, 22, component->name);
        printf(" %9llu %9llu %9llu  ", (unsigned long long)component->archive.text,
               (unsigned long long)component->archive.data,
               (unsigned long long)component->archive.bss);
        show_needs(set, i);
        putchar('\n');
    }
}

enum outcome netbsd_import(const char *path)
{
    char *cache = path_cache(NETBSD_CACHE "/"); /* reports an unusable cache */

    free(cache);
    if (!cache)
        return OUTCOME_HOST;
    struct netbsd_set set;
    char *problem, *folder = netbsd_store(path, &set, &problem);
    enum outcome outcome = OUTCOME_HOST;

    if (!folder) {
        host_error("%s", problem);
        free(problem);
        return OUTCOME_MISTAKE;
    }
    show(&set);
    if (make_current(folder)) {
        printf("\nkept in %s\n", folder);
        outcome = OUTCOME_OK;
    }
    netbsd_set_close(&set);
    free(folder);
    return outcome;
}

/* ---- The set of a manifest ------------------------------------------------------------------- */

static bool open_path(const char *path, struct netbsd_set *set, char **problem)
{
    struct stat status;

    if (stat(path, &status) || !S_ISREG(status.st_mode))
        return netbsd_set_open(path, set, problem);
    char *folder = netbsd_store(path, set, problem);
    bool good = folder;

    free(folder);
    return good;
}

/* Opens the last imported set by its own name, since another import may change the link. */
static bool open_current(struct netbsd_set *set, char **problem)
{
    char *path = path_cache(CURRENT), *folder = path ? realpath(path, NULL) : NULL;
    bool good = folder && cache_good_folder(folder);

    if (good)
        good = netbsd_set_open(folder, set, problem);
    else if (!path)
        *problem = text("the cache, which has the archives that were imported, cannot be used");
    else if (folder)
        *problem = text("%s is not as 'evm import netbsd' left it: run that again", folder);
    else
        *problem = text("no archives of NetBSD's rump kernel are here; run 'evm import netbsd "
                        "PATH' with a folder or a release set that has them, or name it by the key "
                        "'netbsd' or in $EVM_RUMP_DIR");
    free(folder);
    free(path);
    return good;
}

bool netbsd_open(const struct manifest *manifest, uint32_t vm, struct netbsd_set *set,
                 struct diag *diag)
{
    const char *folder = getenv("EVM_RUMP_DIR");
    struct place place = manifest_place(manifest, manifest->netbsd ? -1 : (int)vm,
                                        manifest->netbsd ? "netbsd" : "guest", -1);
    char *path = manifest->netbsd ? manifest_path(manifest, manifest->netbsd) : NULL,
         *problem = NULL;
    bool good;

    if (path)
        good = open_path(path, set, &problem);
    else if (folder && *folder)
        good = netbsd_set_open(folder, set, &problem);
    else
        good = open_current(set, &problem);
    if (!good && path)
        diag_add(diag, place, "key 'netbsd': %s", problem);
    else if (!good)
        diag_add(diag, place, "vm '%s': guest 'netbsd': %s", manifest->vms[vm].name, problem);
    free(problem);
    free(path);
    return good;
}
