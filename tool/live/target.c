/* SPDX-License-Identifier: BSD-2-Clause */
#include "live/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/shown.h"
#include "home.h"

static bool fill(struct target *target, const char *all, const char *name)
{
    target->folder = home_path(all, name);
    target->name = text("%s", name);
    target->line = home_path(target->folder, HOME_LINE);
    target->pid = home_pid(target->folder);
    return target->pid != 0;
}

static void put_names(struct buffer *out, const struct strings *names)
{
    for (uint32_t i = 0; i < names->count; i++)
        buffer_format(out, "%s%s", i ? ", " : "", names->item[i]);
    buffer_extend(out, 1);
}

/* Leaves those names whose systems run. */
static void find_running(struct strings *running, const char *all, const struct strings *names)
{
    for (uint32_t i = 0; i < names->count; i++) {
        char *folder = home_path(all, names->item[i]);

        if (home_pid(folder))
            strings_add(running, names->item[i]);
        free(folder);
    }
}

/* Finds the only system that runs; or, if none does and one has ended, the only one of these. */
static enum outcome find_only(struct target *target, const char *all, const struct strings *names,
                              const struct strings *running, bool ended)
{
    const struct strings *from = !running->count && ended ? names : running;
    struct buffer list = {0};

    if (from->count == 1) {
        fill(target, all, from->item[0]);
        return OUTCOME_OK;
    }
    if (!from->count)
        return host_error("no system runs; start one with 'evm run -d', or name a line with "
                          "--target tty:DEVICE or unix:PATH");
    put_names(&list, from);
    host_error("several systems %s; name one with --target: %s",
               from == running ? "run" : "have run", list.data);
    buffer_free(&list);
    return OUTCOME_HOST;
}

static enum outcome find_named(struct target *target, const char *all, const char *word,
                               const struct strings *names, const struct strings *running,
                               bool ended)
{
    struct buffer list = {0};

    if (strings_have(names, word) && (fill(target, all, word) || ended))
        return OUTCOME_OK;
    char *harmless = shown(word, false);

    put_names(&list, running);
    if (running->count)
        host_error("no system '%s' runs; expected one of: %s", harmless, list.data);
    else
        host_error("no system '%s' runs, nor any other", harmless);
    buffer_free(&list);
    free(harmless);
    return OUTCOME_HOST;
}

static bool has_prefix(const char *word, const char *prefix)
{
    return !strncmp(word, prefix, strlen(prefix));
}

enum outcome target_find(struct target *target, const char *word, bool ended)
{
    struct strings names = {0}, running = {0};

    *target = (struct target){0};
    if (word && (has_prefix(word, TARGET_TTY) || has_prefix(word, TARGET_UNIX))) {
        target->tty = has_prefix(word, TARGET_TTY);
        target->line = text("%s", word + strlen(target->tty ? TARGET_TTY : TARGET_UNIX));
        target->name = text("%s", word);
        return OUTCOME_OK;
    }
    char *all = home_all();

    home_list(&names);
    find_running(&running, all, &names);
    enum outcome outcome = word ? find_named(target, all, word, &names, &running, ended)
                                : find_only(target, all, &names, &running, ended);

    strings_free(&names);
    strings_free(&running);
    free(all);
    return outcome;
}

void target_free(struct target *target)
{
    free(target->folder);
    free(target->name);
    free(target->line);
    *target = (struct target){0};
}
