/* SPDX-License-Identifier: BSD-2-Clause */
#include <cos/print.h>

#include "fault.h"

#define WORDS     120 /* most characters of one description */
#define NAME_MOST 80  /* characters of a function's name */
#define COLUMNS   4   /* registers in a line */
#define ROWS      ((COS_REGS + COLUMNS - 1) / COLUMNS)

/* A component's symbol table is not trusted: a name may contain anything. */
static void print_name(const char *name, uint64_t offset)
{
    char harmless[NAME_MOST + 1];
    unsigned length;

    for (length = 0; length < NAME_MOST && name[length] != 0; length++)
        harmless[length] = name[length] >= ' ' && name[length] <= '~' ? name[length] : '?';
    harmless[length] = 0;
    say(" %s+0x%lx", harmless, offset);
}

static void print_place(uint64_t id, uint64_t address, bool is_return)
{
    uint64_t offset;
    const char *name = symbol_at(id, is_return ? address - 1 : address, &offset);

    say("0x%016lx", address);
    if (name != NULL)
        print_name(name, is_return ? offset + 1 : offset);
}

static void print_row(const struct crash *crash, unsigned row)
{
    say("[evm]  ");
    for (unsigned i = row * COLUMNS; i < COS_REGS && i < (row + 1) * COLUMNS; i++)
        say("%6s %016lx%s", register_names[i], crash->regs[i],
            i + 1 == COS_REGS || i % COLUMNS == COLUMNS - 1 ? "\n" : " ");
}

static void print_caller(uint64_t id, const struct crash *crash, unsigned i)
{
    uint64_t within = crash->within[i];
    bool is_return = i > 0 && (within == crash->within[i - 1] || within == id);

    say("[evm]     ");
    print_place(within, crash->trace[i], is_return);
    say(within != id ? " of %s\n" : "\n", component(within)->name);
}

static bool print_detail(uint64_t id, const struct crash *crash, bool details, unsigned line)
{
    if (!details && line == 0)
        say("[evm]   registers and backtrace are left out, as the serial line is too slow\n");
    else if (!details || line > ROWS + crash->depth)
        return false;
    else if (line < ROWS)
        print_row(crash, line);
    else if (line == ROWS)
        say("[evm]   called from, innermost first:\n");
    else
        print_caller(id, crash, line - ROWS - 1);
    return true;
}

static void print_cause(uint64_t id, const struct crash *crash)
{
    char words[WORDS];

    describe_cause(id, crash, words, sizeof words);
    say("[evm] %s: crashed: %s\n", component(id)->name, words);
}

static void print_remedy(uint64_t id, const struct crash *crash)
{
    char words[WORDS];

    describe_remedy(id, crash, words, sizeof words);
    if (words[0] != 0)
        say("[evm]   %s\n", words);
}

static void print_fault(uint64_t id, const struct crash *crash)
{
    say("[evm]   at ");
    print_place(id, fault_ip(crash), false);
    say(", address 0x%lx, code 0x%lx, thread of %s\n", crash->address, crash->code,
        crash->thread < image()->component_count ? component(crash->thread)->name : "no component");
}

bool report_crash_line(uint64_t id, const struct crash *crash, bool details, unsigned line)
{
    if (crash == NULL) {
        say("[evm] %s: crashed; no details: too many crashed at once, or its thread was nested too "
            "deep\n",
            component(id)->name);
        return false;
    }
    if (line > 2)
        return print_detail(id, crash, details, line - 3);
    if (line == 0)
        print_cause(id, crash);
    else if (line == 1)
        print_remedy(id, crash);
    else
        print_fault(id, crash);
    return true;
}

void report_crash(uint64_t id, struct crash *crash)
{
    if (crash != NULL)
        fault_trace(crash, id);
    for (unsigned line = 0; report_crash_line(id, crash, true, line); line++) {
    }
}

/* Where the thread is, and what it does there. */
static void print_state(uint64_t id, const struct crash *crash)
{
    uint64_t within = crash_within(crash);

    if (crash->state == COS_INSPECTED_CLIENT) {
        say("[evm]   in a program of its own, at 0x%016lx\n", fault_ip(crash));
        return;
    }
    say("[evm]   at ");
    print_place(within, fault_ip(crash), false);
    if (within != id)
        say(" of %s, which it has called", component(within)->name);
    say(crash->state == COS_INSPECTED_WAITS ? ", where it waits for an event\n"
                                            : ", where it runs when it has the CPU\n");
}

/* Returns what would have been a sign of life. */
static const char *sign_of(uint64_t id)
{
    switch (component(id)->kind) {
    case EVM_LINUX:
        return "a timer interrupt that its kernel takes is one";
    case EVM_NETBSD:
        return "a turn of its first thread is one";
    default:
        return "a call of cos_alive() is one";
    }
}

static void print_silence(uint64_t id, const struct crash *crash)
{
    const char *name = component(id)->name;
    unsigned long tenths = (unsigned long)(crash->silence_ms + 50) / 100;

    say("[evm] %s: hung: no sign of life ", name);
    if (crash->mute)
        say("in the %lu.%lu s since its start; %s\n", tenths / 10, tenths % 10, sign_of(id));
    else
        say("for %lu.%lu s%s\n", tenths / 10, tenths % 10,
            crash->asked ? ", the time that it gave itself" : "");
}

bool report_hang_line(uint64_t id, const struct crash *crash, bool details, unsigned line)
{
    if (crash == NULL) {
        say("[evm] %s: hung; no details: too many components ended at once\n", component(id)->name);
        return false;
    }
    if (line > 1)
        return print_detail(id, crash, details, line - 2);
    if (line == 0) {
        print_silence(id, crash);
    } else if (crash->state < 0) {
        say("[evm]   its thread is in a root component\n");
        return false;
    } else {
        print_state(id, crash);
    }
    return true;
}

static unsigned damaged_pages(uint64_t damage)
{
    return damage % COS_PAGE_SIZE;
}

static void print_damage(const char *name, uint64_t damage)
{
    unsigned pages = damaged_pages(damage);

    say("[evm] %s: memory is bad: %u %s in its part of the image, the first at 0x%lx, had lost "
        "what `evm build` wrote there\n",
        name, pages, pages == 1 ? "page" : "pages", (unsigned long)(damage - pages));
}

void report_damage(uint64_t id, int64_t error, uint64_t damage)
{
    const char *name = component(id)->name;

    if (damaged_pages(damage) == 0)
        return;
    print_damage(name, damage);
    if (error == -COS_EIO) {
        say("[evm] %s: stays down: there is no sound second copy to repair that from; replace the "
            "memory, or "
            "start the system anew; `spare: yes` in the manifest keeps such copies\n",
            name);
    } else {
        say("[evm] %s: repaired from the second copy, for all who share it; replace the memory "
            "when you can\n",
            name);
    }
}

void report_damage_lasting(uint64_t id, uint64_t damage)
{
    const char *name = component(id)->name;

    print_damage(name, damage);
    say("[evm] %s: goes on with it, as no sound second copy can repair it; replace the memory, or "
        "start the system anew%s\n",
        name, evm_is_vital(id) ? "" : "; `spare: yes` in the manifest keeps such copies");
}
