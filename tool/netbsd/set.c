/* SPDX-License-Identifier: BSD-2-Clause */
#include "set.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "base/paths.h"
#include "needs.h"

#define PREFIX "librump"
#define SUFFIX ".a"
#define BASE   "librump.a"
/* characters of names */
#define NAME "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+."

const char *const netbsd_libraries[] = {
    "lib/posix/libposix_local.a",
    "guests/netbsd/libevm_netbsd.a",
    "lib/cos/libcos.a",
    NULL,
};

/* Folders of archives and headers: of an imported set, a build's output, a system's root. */
static const struct {
    const char *archives, *headers;
} layouts[] = {
    {"", "include"},
    {"", "../include"},
    {"lib", "include"},
    {"usr/lib", "usr/include"},
};

static bool ends_with(const char *string, const char *end)
{
    size_t length = strlen(string), end_length = strlen(end);

    return length >= end_length && !strcmp(string + length - end_length, end);
}

bool netbsd_set_archive(const char *file)
{
    return !strncmp(file, PREFIX, strlen(PREFIX)) && ends_with(file, SUFFIX) &&
           !ends_with(file, "_pic.a") && !ends_with(file, "_p.a") &&
           strspn(file, NAME) == strlen(file);
}

static int compare_components(const void *left, const void *right)
{
    const struct netbsd_component *a = left, *b = right;
    bool base_a = ends_with(a->path, "/" BASE), base_b = ends_with(b->path, "/" BASE);

    return base_a != base_b ? base_b - base_a : strcmp(a->whole, b->whole);
}

static void add_component(struct netbsd_set *set, const char *folder, const char *file)
{
    size_t length = strlen(file) - strlen(PREFIX SUFFIX);
    struct netbsd_component component = {
        .path = text("%s/%s", folder, file),
        .whole = length ? text("%.*s", (int)length, file + strlen(PREFIX)) : text("base"),
    };

    set->components = need_room(set->components, set->count, sizeof(component));
    set->components[set->count++] = component;
}

/* Lists the archives of a folder. Returns false if there is no base among them. */
static bool list_archives(const char *folder, struct netbsd_set *set)
{
    char *base = text("%s/" BASE, folder);
    DIR *directory = access(base, F_OK) ? NULL : opendir(folder);

    for (struct dirent *entry; directory && (entry = readdir(directory));)
        if (netbsd_set_archive(entry->d_name))
            add_component(set, folder, entry->d_name);
    if (directory)
        closedir(directory);
    free(base);
    if (set->count)
        qsort(set->components, set->count, sizeof(*set->components), compare_components);
    return set->count;
}

/* Returns "ffs" of "fs_ffs". */
static const char *short_name(const struct netbsd_component *component)
{
    const char *underscore = strchr(component->whole, '_');

    return underscore ? underscore + 1 : component->whole;
}

struct netbsd_component *netbsd_set_find(const struct netbsd_set *set, const char *name,
                                         unsigned *count)
{
    struct netbsd_component *found = NULL;

    *count = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        struct netbsd_component *component = &set->components[i];

        /* "net" is librumpnet.a, though librumpnet_net.a has that short name */
        if (!strcmp(component->whole, name)) {
            *count = 1;
            return component;
        }
        if (!strcmp(short_name(component), name)) {
            found = component;
            ++*count;
        }
    }
    return *count == 1 ? found : NULL;
}

static void name_components(struct netbsd_set *set)
{
    unsigned count;

    for (uint32_t i = 0; i < set->count; i++) {
        struct netbsd_component *component = &set->components[i];
        bool clear = netbsd_set_find(set, short_name(component), &count) == component;

        component->name = text("%s", clear ? short_name(component) : component->whole);
    }
}

/* Returns the version that the headers name, or 0. */
static unsigned header_interface(const char *headers)
{
    char *path = text("%s/rump/rumpuser.h", headers);
    struct buffer contents = {0};
    unsigned version = 0;

    if (file_read(path, &contents)) {
        buffer_extend(&contents, 1);
        const char *line = strstr(contents.data, "RUMPUSER_VERSION");

        version = line ? strtoul(line + strlen("RUMPUSER_VERSION"), NULL, 0) : 0;
    }
    buffer_free(&contents);
    free(path);
    return version;
}

/* Finds symbols that neither a component nor the layer defines. */
static void find_lacks(struct netbsd_set *set)
{
    bool *all = need(set->count * sizeof(*all));
    unsigned count;

    memset(all, true, set->count * sizeof(*all));
    for (uint32_t i = 0; i < set->count; i++) {
        struct netbsd_need *needs = netbsd_needs(set, i, all, &count);

        set->components[i].lacks = count ? text("%s", needs->symbol) : NULL;
        netbsd_needs_free(needs, count);
    }
    free(all);
}

/* Checks the base, which all VMs get. Returns what is wrong, or NULL. */
static char *check_base(struct netbsd_set *set)
{
    const struct netbsd_component *base = &set->components[0];

    set->interface = base->archive.interface;
    if (!set->interface && set->headers)
        set->interface = header_interface(set->headers);
    if (set->interface && set->interface != NETBSD_INTERFACE)
        return text("%s: is for version %u of the hypercall interface rumpuser(3); expected "
                    "version %d",
                    base->path, set->interface, NETBSD_INTERFACE);
    if (!netbsd_archive_symbol(&base->archive, NETBSD_INIT))
        return text("%s: does not call " NETBSD_INIT
                    "(); expected the base of NetBSD's rump kernel",
                    base->path);
    if (base->lacks)
        return text("%s: needs '%s', which neither eVM nor a component has; expected the base of a "
                    "rump kernel for version %d of rumpuser(3)",
                    base->path, base->lacks, NETBSD_INTERFACE);
    return NULL;
}

static char *find_archives(const char *folder, struct netbsd_set *set)
{
    for (unsigned i = 0; i < COUNT(layouts); i++) {
        char *archives = text("%s%s%s", folder, *layouts[i].archives ? "/" : "",
                              layouts[i].archives);
        char *headers = text("%s/%s", folder, layouts[i].headers),
             *header = text("%s/rump/rump.h", headers);

        if ((set->count || list_archives(archives, set)) && !set->headers && !access(header, F_OK))
            set->headers = text("%s", headers);
        free(archives);
        free(headers);
        free(header);
    }
    if (set->count)
        return NULL;
    return text("%s: has no " BASE "%s%s; expected a folder with the archives of NetBSD's rump "
                "kernel, in itself, its lib or its usr/lib",
                folder, access(folder, F_OK) ? ": " : "",
                access(folder, F_OK) ? strerror(errno) : "");
}

/* Lists the symbols that the libraries define. Returns what is wrong, or NULL. */
static char *read_layer(struct netbsd_set *set)
{
    char *problem = NULL;

    for (unsigned i = 0; netbsd_libraries[i] && !problem; i++) {
        char *library = path_build(netbsd_libraries[i]);

        if (!netbsd_archive_index(library, &set->layer))
            problem = text("%s: cannot be read; build eVM first (ninja -C build)", library);
        free(library);
    }
    return problem;
}

bool netbsd_set_open(const char *folder, struct netbsd_set *set, char **problem)
{
    *set = (struct netbsd_set){0};
    *problem = find_archives(folder, set);
    for (uint32_t i = 0; i < set->count && !*problem; i++)
        netbsd_archive_read(set->components[i].path, &set->components[i].archive, problem);
    if (!*problem)
        *problem = read_layer(set);
    if (!*problem) {
        name_components(set);
        find_lacks(set);
        *problem = check_base(set);
    }
    if (*problem)
        netbsd_set_close(set);
    return !*problem;
}

void netbsd_set_close(struct netbsd_set *set)
{
    for (uint32_t i = 0; i < set->count; i++) {
        struct netbsd_component *component = &set->components[i];

        free(component->name);
        free(component->whole);
        free(component->path);
        free(component->lacks);
        netbsd_archive_free(&component->archive);
    }
    free(set->components);
    free(set->headers);
    strings_free(&set->layer);
    *set = (struct netbsd_set){0};
}
