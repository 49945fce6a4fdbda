/* SPDX-License-Identifier: BSD-2-Clause */
#include "live/show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <supervisor.h>
#include <unistd.h>

#include "base/json.h"
#include "base/shown.h"

#define RED    "\033[31m"
#define YELLOW "\033[33m"
#define NORMAL "\033[0m"

enum outcome sample_take(const struct target *target, struct sample *sample)
{
    struct line line;
    enum outcome outcome = line_open(&line, target);

    sample->count = outcome ? 0 : line.components;
    for (uint32_t i = 0; i < sample->count && !outcome; i++)
        if (!line_show(&line, i, &sample->item[i]))
            outcome = host_error("'%s' has stopped answering on its control channel", target->name);
    line_close(&line);
    return outcome;
}

int sample_find(const struct sample *sample, const char *name)
{
    for (uint32_t i = 0; i < sample->count; i++)
        if (!strcmp(sample->item[i].name, name))
            return (int)i;
    return -1;
}

static const char *state_of(const struct control_component *shown)
{
    switch (shown->state) {
    case SUPERVISOR_RUNNING:
        return "running";
    case SUPERVISOR_EXITED:
        return "exited";
    case SUPERVISOR_CRASHED:
        return shown->was_hung ? "hung" : "crashed";
    case SUPERVISOR_RESTARTING:
        return "restarting";
    default:
        return "absent";
    }
}

static const char *colour_of(const struct control_component *shown)
{
    return shown->state == SUPERVISOR_CRASHED      ? RED
           : shown->state == SUPERVISOR_RESTARTING ? YELLOW
                                                   : "";
}

/* Returns the thousandths of the CPU that it has had. */
static unsigned share_of(const struct control_component *now, const struct control_component *old)
{
    uint64_t time = now->time_us - (old ? old->time_us : 0);
    uint64_t all = now->now_us - (old ? old->now_us : 0);

    return all && time <= all ? (unsigned)(time * 1000 / all) : 0;
}

static void put_budget(const struct control_component *shown, char *out, size_t room)
{
    if (shown->period_us)
        snprintf(out, room, "%u%%",
                 (unsigned)((uint64_t)shown->budget_us * 100 / shown->period_us));
    else
        snprintf(out, room, "-");
}

static void print_row(const struct control_component *row, const struct control_component *old,
                      bool coloured)
{
    char *name = shown(row->name, false), budget[16], declared[24], status[8] = "-";
    unsigned share = share_of(row, old);
    const char *colour = coloured ? colour_of(row) : "";

    put_budget(row, budget, sizeof(budget));
    if (row->exits + row->reboots + row->crashes + row->losses + row->hangs + row->kills)
        snprintf(status, sizeof(status), "%u", row->status & 0xff);
    if (row->declared)
        snprintf(declared, sizeof(declared), "%lluK", (unsigned long long)row->declared >> 10);
    else
        snprintf(declared, sizeof(declared), "-");
    printf("%-20s %s%-10s%s %6s %8u %7u %5u %5u %8lluK %9s %9.2f %3u.%u%% %6s %8u %6u\n", name,
           colour, state_of(row), *colour ? NORMAL : "", status, row->restarts,
           row->crashes + row->losses, row->hangs, row->kills,
           (unsigned long long)row->memory >> 10, declared, (double)row->time_us / 1000000,
           share / 10, share % 10, budget, row->priority, row->weight);
    free(name);
}

void sample_print(const struct sample *sample, const struct sample *before)
{
    bool coloured = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");

    printf("%-20s %-10s %6s %8s %7s %5s %5s %9s %9s %9s %6s %6s %8s %6s\n", "NAME", "STATE",
           "STATUS", "RESTARTS", "CRASHES", "HANGS", "KILLS", "MEMORY", "DECLARED", "CPU-S", "CPU",
           "BUDGET", "PRIORITY", "WEIGHT");
    for (uint32_t i = 0; i < sample->count; i++)
        print_row(&sample->item[i], before ? &before->item[i] : NULL, coloured);
}

static void json_component(const struct control_component *shown)
{
    static const char *const kinds[] = {"booter", "sched", "console", "supervisor",
                                        "native", "linux", "netbsd"};

    printf("{\"name\": ");
    json_string(stdout, shown->name);
    printf(", \"kind\": \"%s\", \"state\": \"%s\", \"status\": %u, \"restarts\": %u, "
           "\"exits\": %u, \"reboots\": %u, \"crashes\": %u, \"losses\": %u, \"hangs\": %u, "
           "\"kills\": %u, ",
           shown->kind < COUNT(kinds) ? kinds[shown->kind] : "unknown", state_of(shown),
           shown->status, shown->restarts, shown->exits, shown->reboots, shown->crashes,
           shown->losses, shown->hangs, shown->kills);
    printf("\"memory\": %llu, \"declared\": %llu, \"cpu_us\": %llu, \"missed\": %u, "
           "\"budget_us\": %u, \"period_us\": %u, \"weight\": %u, \"priority\": %u}",
           (unsigned long long)shown->memory, (unsigned long long)shown->declared,
           (unsigned long long)shown->time_us, shown->missed, shown->budget_us, shown->period_us,
           shown->weight, shown->priority);
}

void sample_json(const struct target *target, const struct sample *sample)
{
    printf("{\"target\": ");
    json_string(stdout, target->name);
    printf(", \"time_us\": %llu, \"components\": [",
           sample->count ? (unsigned long long)sample->item[0].now_us : 0);
    for (uint32_t i = 0; i < sample->count; i++) {
        printf(i ? ",\n  " : "\n  ");
        json_component(&sample->item[i]);
    }
    printf("\n]}\n");
}
