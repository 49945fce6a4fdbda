/* SPDX-License-Identifier: BSD-2-Clause */
#include "plan.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/paths.h"

#define LINKS_MAX 40 /* most links followed on one path, as in the kernel */

/* Returns the index of the first entry that is not before `path`. */
static uint32_t position(const struct plan *plan, const char *path)
{
    uint32_t low = 0, high = plan->count;

    while (low < high) {
        uint32_t middle = (low + high) / 2;

        if (strcmp(plan->entries[middle].path, path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct plan_entry *plan_find(const struct plan *plan, const char *path)
{
    uint32_t at = position(plan, path);

    return at < plan->count && !strcmp(plan->entries[at].path, path) ? &plan->entries[at] : NULL;
}

void plan_entry_free(struct plan_entry *entry)
{
    free(entry->path);
    free(entry->source);
    free(entry->user);
    buffer_free(&entry->made);
}

static bool same(const struct plan_entry *a, const struct plan_entry *b)
{
    if ((a->mode & S_IFMT) != (b->mode & S_IFMT))
        return false;
    if (S_ISDIR(a->mode))
        return true;
    return a->device == b->device &&
           !strcmp(a->source ? a->source : "", b->source ? b->source : "");
}

static bool add_parents(struct plan *plan, const char *path)
{
    const char *slash = strrchr(path, '/');

    if (slash == path)
        return true;
    struct plan_entry folder = {.path = text("%.*s", (int)(slash - path), path),
                                .mode = S_IFDIR | 0755,
                                .time = PLAN_NO_TIME};
    bool added;

    return plan_add(plan, folder, &added);
}

struct plan_entry *plan_add(struct plan *plan, struct plan_entry entry, bool *added)
{
    struct plan_entry *old = plan_find(plan, entry.path);

    *added = false;
    if (old || !add_parents(plan, entry.path)) {
        old = old && same(old, &entry) ? old : NULL;
        plan_entry_free(&entry);
        return old;
    }
    uint32_t at = position(plan, entry.path);

    plan->entries = need_more(plan->entries, (plan->count + 1) * sizeof(entry));
    memmove(plan->entries + at + 1, plan->entries + at, (plan->count - at) * sizeof(entry));
    plan->entries[at] = entry;
    plan->count++;
    *added = true;
    return &plan->entries[at];
}

static int by_file(const void *left, const void *right, void *argument)
{
    const struct plan_entry *entries = argument;
    const struct plan_entry *a = &entries[*(const uint32_t *)left],
                            *b = &entries[*(const uint32_t *)right];

    if (a->host_device != b->host_device)
        return a->host_device < b->host_device ? -1 : 1;
    if (a->host_inode != b->host_inode)
        return a->host_inode < b->host_inode ? -1 : 1;
    return a < b ? -1 : a > b;
}

void plan_join_links(struct plan *plan)
{
    uint32_t *order = need((plan->count + 1) * sizeof(*order)), count = 0, end;

    for (uint32_t i = 0; i < plan->count; i++)
        if (plan->entries[i].host_inode)
            order[count++] = i;
    qsort_r(order, count, sizeof(*order), by_file, plan->entries);
    for (uint32_t start = 0; start < count; start = end) {
        const struct plan_entry *first = &plan->entries[order[start]];

        for (end = start + 1; end < count; end++)
            if (plan->entries[order[end]].host_inode != first->host_inode ||
                plan->entries[order[end]].host_device != first->host_device)
                break;
        for (uint32_t i = start; i < end && end - start > 1; i++) {
            plan->entries[order[i]].links = end - start;
            plan->entries[order[i]].first = order[start];
            plan->entries[order[i]].carried = i + 1 < end;
        }
    }
    free(order);
}

char *plan_resolve(const struct plan *plan, const char *path, bool last)
{
    char *rest = text("%s", path);
    struct buffer done = {0};
    unsigned links = 0;

    for (const char *at = rest + strspn(rest, "/"); *at;) {
        size_t length = strcspn(at, "/");
        const char *next = at + length + strspn(at + length, "/");

        path_step(&done, at, length);
        buffer_extend(&done, 1); /* a NUL, for the search */
        done.size--;
        const struct plan_entry *entry = *next || last ? plan_find(plan, done.data) : NULL;

        if (!entry || !S_ISLNK(entry->mode) || ++links > LINKS_MAX) {
            at = next;
            continue;
        }
        char *longer = text("%s/%s", entry->source, next);

        if (*entry->source == '/')
            done.size = 0;
        else
            path_step(&done, "..", 2);
        free(rest);
        rest = longer;
        at = rest + strspn(rest, "/");
    }
    free(rest);
    return path_finish(&done);
}

void plan_free(struct plan *plan)
{
    for (uint32_t i = 0; i < plan->count; i++)
        plan_entry_free(&plan->entries[i]);
    free(plan->entries);
    *plan = (struct plan){0};
}
