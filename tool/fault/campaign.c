/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/shown.h"
#include "inject.h"
#include "judge.h"

#define LINES_EACH    2       /* lines of each speaker after which the system is well */
#define RESTART_TIMES 10      /* windows that a component may take until it begins again */
#define LOOKS         8       /* ticks in a window, */
#define TICK_LEAST    1000000 /* but so many ns between two */
#define TICK_MOST     40000000
#define STANDS        4 /* nudges without an instruction between: the machine stands */
/* How often other components may stop where a function of the target begins, and how often more for
 * each time that the target does. Components have the same addresses, and time runs ahead at each
 * stop: in a loop of another one, a breakpoint would keep the CPU from all. */
#define OTHERS      16
#define OTHERS_EACH 3

/* ---- Time ---- */

enum pace { PACE_DONE, PACE_LATE, PACE_STANDS, PACE_ENDED, PACE_BROKEN, PACE_STOPPED };

/* Sets the breakpoints again that have been left out since the last tick. */
static void set_again(struct campaign *c)
{
    for (unsigned i = 0; i < c->function_count; i++) {
        if (c->left_out[i] && c->spare[i] >= 0)
            machine_breakpoint(&c->machine, c->functions[i], true);
        c->left_out[i] = c->left_out[i] && c->spare[i] < 0;
    }
}

/* Runs the machine until something is so, or the time has come. */
static enum pace run_until(struct campaign *c, uint64_t time, bool (*is_so)(struct campaign *c),
                           void (*at_break)(struct campaign *c))
{
    struct machine *machine = &c->machine;
    uint64_t before = 0;
    unsigned idle = 0;

    while (!is_so(c)) {
        if (machine->now >= time)
            return PACE_LATE;
        enum machine_event event = machine_go(machine, time);

        if (event == MACHINE_BREAK && machine_ticks(machine))
            set_again(c);
        else if (event == MACHINE_BREAK)
            at_break(c);
        idle = event == MACHINE_NUDGED && machine->instructions == before ? idle + 1 : 0;
        before = machine->instructions;
        if (event == MACHINE_ENDED || event == MACHINE_BROKEN || event == MACHINE_STOPPED)
            return event == MACHINE_ENDED    ? PACE_ENDED
                   : event == MACHINE_BROKEN ? PACE_BROKEN
                                             : PACE_STOPPED;
        if (idle == STANDS)
            return PACE_STANDS;
    }
    return PACE_DONE;
}

static bool never(struct campaign *c)
{
    return c->watch.off || c->watch.kernel;
}

static void ignore(struct campaign *c)
{
    (void)c;
}

/* ---- Start ---- */

static void take_line(void *campaign, const char *line)
{
    struct campaign *c = campaign;

    if (c->verbose) {
        show_word(stdout, 0, line);
        putchar('\n');
    }
    watch_line(&c->watch, line);
}

static void stop(struct campaign *c)
{
    if (c->running)
        machine_end(&c->machine);
    c->running = false;
}

/* Keeps why the machine cannot go on. */
static bool give_up(struct campaign *c, const char *problem)
{
    const struct machine *machine = &c->machine;
    int size = machine->problem ? (int)machine->messages.size : 0;

    if (!c->problem)
        c->problem = text("%s%s%.*s", machine->problem ? machine->problem : problem,
                          size ? "; QEMU says: " : "", size, size ? machine->messages.data : "");
    return false;
}

static uint64_t find_speakers(const struct campaign *c)
{
    uint64_t found = 0;

    for (uint32_t i = 0; i < c->subjects->count; i++)
        if (c->watch.seen[i].lines)
            found |= 1ull << i;
    return found;
}

/* Starts the system, and learns which components print in every window. */
static bool start(struct campaign *c)
{
    enum pace pace;

    c->running = true;
    c->starts++;
    watch_clear(&c->watch);
    memset(c->tainted, 0, sizeof(c->tainted));
    if (!machine_begin(&c->machine, &c->setup))
        return give_up(c, "QEMU failed");
    pace = run_until(c, c->settle, never, ignore);
    if (pace == PACE_LATE) {
        watch_clear(&c->watch);
        pace = run_until(c, c->machine.now + c->window, never, ignore);
        c->speakers = find_speakers(c);
    }
    if (pace == PACE_LATE || pace == PACE_STOPPED)
        return pace == PACE_LATE;
    return give_up(c, pace == PACE_STANDS ? "the system stands before the first fault: it waits "
                                            "for something, for ever"
                                          : "the system ends before the first fault; name one that "
                                            "goes on, or an earlier time (--settle)");
}

/* ---- A fault ---- */

static void set_functions(struct campaign *c)
{
    c->function_count = fault_functions(c->fault, c->subjects, c->functions);
    for (unsigned i = 0; i < c->function_count; i++) {
        c->spare[i] = OTHERS;
        c->left_out[i] = false;
        machine_breakpoint(&c->machine, c->functions[i], true);
    }
}

static void clear_functions(struct campaign *c)
{
    for (unsigned i = 0; i < c->function_count; i++)
        if (!c->left_out[i])
            machine_breakpoint(&c->machine, c->functions[i], false);
    c->function_count = 0;
}

static bool has_struck(struct campaign *c)
{
    return c->struck || never(c);
}

/* A breakpoint stops the target only once between two ticks: to step over it would be another stop.
 * After it has stopped another component it stays, since the target may run next. */
static void count_function(struct campaign *c)
{
    bool own = inject_runs(&c->machine, c->subjects, c->fault->target);
    unsigned i = 0;

    if (own)
        c->struck = ++c->begun == c->fault->hits;
    while (i < c->function_count && c->functions[i] != c->machine.cpu.pc)
        i++;
    if (i == c->function_count)
        return;
    c->spare[i] += own ? OTHERS_EACH : -1;
    c->left_out[i] = own || c->spare[i] < 0;
    if (c->left_out[i])
        machine_breakpoint(&c->machine, c->functions[i], false);
}

/* Lets the target run for a while, and then until it begins one of the functions. */
static enum pace wait_for_target(struct campaign *c)
{
    enum pace pace;

    c->struck = false;
    c->begun = 0;
    pace = run_until(c, c->machine.now + c->fault->delay, never, ignore);
    if (pace != PACE_LATE)
        return pace;
    set_functions(c);
    pace = run_until(c, c->machine.now + c->window, has_struck, count_function);
    if (pace == PACE_DONE || pace == PACE_LATE)
        clear_functions(c);
    return pace;
}

static uint64_t entry_of(const struct campaign *c)
{
    return c->subjects->item[c->fault->target].component->entry;
}

/* Notes that the target has begun a new life. */
static void note_life(struct campaign *c)
{
    struct fault *fault = c->fault;
    const struct machine *machine = &c->machine;

    if (machine->cpu.pc != entry_of(c) || c->begun ||
        !inject_runs(&c->machine, c->subjects, fault->target))
        return;
    c->begun = 1;
    fault->recovery_instructions = machine->instructions - fault->instructions;
    fault->recovery_time = machine->now - fault->time;
    c->tainted[fault->target] = 0;
    watch_count(&c->watch);
}

static bool begins_again(struct campaign *c)
{
    return never(c) || c->begun;
}

static bool has_failed(struct campaign *c)
{
    enum failure failure = c->watch.seen[c->fault->target].failure;

    return failure != FAILURE_NONE && failure != FAILURE_WRONG && failure != FAILURE_DAMAGED;
}

/* The supervisor still has to find the damage, as the target has not ended by it. */
static bool is_hidden(const struct campaign *c)
{
    return c->fault->kind == FAULT_TEXT && c->subjects->scrubs &&
           c->watch.seen[c->fault->target].failure == FAILURE_NONE;
}

static bool all_speak(struct campaign *c)
{
    for (uint32_t i = 0; i < c->subjects->count; i++)
        if (c->speakers >> i & 1 && c->watch.seen[i].lines < LINES_EACH)
            return false;
    return true;
}

/* The system is well, or the target has failed, which is waited for in another way. The line on its
 * failure may come after it has begun again. */
static bool is_well(struct campaign *c)
{
    return never(c) || (has_failed(c) && !c->begun) ||
           (all_speak(c) && !is_hidden(c) && has_failed(c) == (c->begun != 0) &&
            c->machine.now >= c->fault->time + c->window / 4);
}

/* The target stays down: sees whether the others print. */
static enum pace watch_others(struct campaign *c)
{
    watch_count(&c->watch);
    return run_until(c, c->machine.now + c->window, never, note_life);
}

static bool has_shown(struct campaign *c)
{
    return never(c) || has_failed(c) || c->begun;
}

/* Waits until lines that were on their way to the console before the fault have come, which say
 * nothing about a component that hangs now. */
static enum pace let_lines_pass(struct campaign *c)
{
    enum pace pace = run_until(c, c->fault->time + c->window / 4, has_shown, note_life);

    if (pace != PACE_LATE)
        return pace;
    watch_count(&c->watch);
    return PACE_DONE;
}

/* The target has begun again late in the time, which counts the others' lines anew: they have as
 * much time for these as after any start. */
static enum pace watch_life(struct campaign *c)
{
    const struct fault *fault = c->fault;

    return run_until(c, fault->time + fault->recovery_time + c->window, is_well, note_life);
}

/* Lets the system run until it is well again, or it is clear that it will not be. */
static enum pace observe(struct campaign *c)
{
    const struct evm_component *target = c->subjects->item[c->fault->target].component;
    uint64_t patience = target->restart.when == EVM_RESTART_NEVER ? c->window
                                                                  : RESTART_TIMES * c->window;
    enum pace pace;

    c->begun = 0;
    machine_breakpoint(&c->machine, target->entry, true);
    pace = let_lines_pass(c);
    if (pace == PACE_DONE)
        pace = run_until(c, c->machine.now + c->window, is_well, note_life);
    if (pace == PACE_LATE && c->begun)
        pace = watch_life(c);
    if (pace == PACE_DONE && has_failed(c) && !c->begun && !never(c)) {
        pace = run_until(c, c->machine.now + patience, begins_again, note_life);
        if (pace == PACE_DONE && !never(c))
            pace = run_until(c, c->machine.now + c->window, is_well, note_life);
        else if (pace == PACE_LATE)
            pace = watch_others(c);
    }
    if (pace == PACE_DONE || pace == PACE_LATE)
        machine_breakpoint(&c->machine, target->entry, false);
    return pace;
}

/* Judges what has come of the fault. Returns false if the system must start anew. */
static bool conclude(struct campaign *c, enum pace pace)
{
    uint64_t silent = 0;

    for (uint32_t i = 0; i < c->subjects->count; i++)
        if (c->speakers >> i & 1 && !c->watch.seen[i].lines)
            silent |= 1ull << i;
    const struct outcome_seen seen = {
        .watch = &c->watch,
        .silent = pace == PACE_LATE ? silent : 0,
        .ended = pace == PACE_ENDED || c->watch.off,
        .stands = pace == PACE_STANDS,
        .begun = c->fault->activated && c->begun,
    };

    return judge(c->subjects, c->faults, c->tainted, c->fault, &seen);
}

static bool one(struct campaign *c)
{
    enum pace pace;

    c->fault->tried = true;
    watch_clear(&c->watch);
    if (!c->running && !start(c))
        return false;
    watch_clear(&c->watch);
    pace = wait_for_target(c);
    if (pace == PACE_DONE && c->struck && inject(&c->machine, c->subjects, c->fault)) {
        c->fault->activated = true;
        c->tainted[c->fault->target] = c->fault->number;
        pace = observe(c);
    }
    if (pace == PACE_STOPPED || wanted_end)
        return false;
    if (pace == PACE_BROKEN || c->machine.problem)
        return give_up(c, "QEMU failed");
    bool well = conclude(c, pace);

    if (well)
        inject_undo(&c->machine, c->fault);
    if (!well || pace == PACE_STANDS || pace == PACE_ENDED)
        stop(c);
    return true;
}

bool campaign_run(struct campaign *c)
{
    uint32_t first = c->replay ? c->replay : 1, last = c->replay ? c->replay : c->plan.count;
    bool going = true;

    c->setup.pace = c->window / LOOKS < TICK_LEAST  ? TICK_LEAST
                    : c->window / LOOKS > TICK_MOST ? TICK_MOST
                                                    : c->window / LOOKS;
    c->setup.line = take_line;
    c->setup.argument = c;
    c->watch = (struct watch){.subjects = c->subjects, .wrong = c->wrong};
    c->faults = need(size_product(last, sizeof(*c->faults)));
    for (uint32_t i = first; i <= last && going && !wanted_end; i++) {
        c->fault = &c->faults[i - 1];
        fault_plan(&c->plan, c->subjects, i, c->fault);
        going = one(c);
        c->fault->tried = going; /* what was cut off is no result */
        c->count += going;
        if (going)
            c->tell(c, c->fault);
    }
    return going || wanted_end;
}

void campaign_end(struct campaign *c)
{
    stop(c);
    watch_clear(&c->watch);
    for (uint32_t i = 0; c->faults && i < (c->replay ? c->replay : c->plan.count); i++) {
        free(c->faults[i].words);
        free(c->faults[i].other_words);
    }
    free(c->faults);
    free(c->problem);
}
