/* SPDX-License-Identifier: BSD-2-Clause */
#include "show.h"

#include <cos/abi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/paths.h"
#include "base/shown.h"
#include "target.h"

#define NS          1000000000ull
#define KIB(pages)  ((unsigned long long)(pages) * (COS_PAGE_SIZE / 1024))
#define LINES       50 /* of what it has printed last */
#define COLUMNS     4  /* registers in a line */
#define TIME_FORMAT "%Y-%m-%d %H:%M:%S"
#define TIME_WIDTH  19

/* ---- Words ----------------------------------------------------------------------------------- */

static void show_time(const struct evm_crash_record *record)
{
    time_t seconds = (time_t)(record->day / NS);
    char words[32];
    struct tm parts;

    if (record->day && gmtime_r(&seconds, &parts) &&
        strftime(words, sizeof(words), TIME_FORMAT, &parts))
        printf("%-*s", TIME_WIDTH, words);
    else
        printf("%*.3f s", TIME_WIDTH - 2, (double)record->uptime / NS);
}

static void show_cause(const struct evm_crash_record *record)
{
    switch (record->how) {
    case EVM_CRASH_FAULT:
        printf("crashed: ");
        if (record->details)
            show_word(stdout, 0, record->words);
        else
            printf("no details");
        return;
    case EVM_CRASH_HUNG:
        printf("hung: no sign of life for %.1f s", (double)record->silence_ms / 1000);
        return;
    case EVM_CRASH_KILL:
        printf("killed");
        return;
    case EVM_CRASH_RESET:
        printf("reset by the board's watchdog: ");
        show_word(stdout, 0, record->words);
        return;
    case EVM_CRASH_LOST:
        printf("its thread ended without a status");
        return;
    default:
        printf("exited, status %u", record->status);
    }
}

/* ---- Places ---------------------------------------------------------------------------------- */

/* All but the innermost instruction of each component are behind a call, maybe of the next
 * function. */
static bool is_return(const struct evm_crash_record *record, uint32_t at)
{
    return at && record->within[at] == record->within[at - 1];
}

struct crash_place show_place(struct crash_view *view, const struct evm_crash_record *record,
                              uint32_t at)
{
    uint64_t back = is_return(record, at);
    struct crash_place place = {0};

    if (record->trace[at] >= back)
        place = programs_find(&view->programs, record->names[at], record->trace[at] - back);
    place.offset += back;
    return place;
}

char *show_path(const struct crash_place *place)
{
    bool joined = *place->file != '/' && place->folder && *place->folder == '/';
    char *whole = joined ? text("%s/%s", place->folder, place->file) : text("%s", place->file);
    char *path = *whole == '/' ? path_clean(whole) : text("%s", whole), *source = path_source("");
    size_t length = strlen(source);
    bool ours = length && !strncmp(path, source, length);
    char *result = text("%s", ours ? path + length : path);

    free(source);
    free(path);
    free(whole);
    return result;
}

static void show_file(const struct crash_place *place)
{
    char *path = show_path(place);

    show_word(stdout, 0, path);
    printf(":%d", place->line);
    free(path);
}

static void show_source(const struct crash_place *place)
{
    if (place->function)
        show_word(stdout, 0, place->function);
    if (place->function && place->file)
        printf(" at ");
    if (place->file)
        show_file(place);
}

static void show_frame(struct crash_view *view, const struct evm_crash_record *record, uint32_t at)
{
    struct crash_place place = show_place(view, record, at);

    printf("    0x%016llx", (unsigned long long)record->trace[at]);
    if (place.function) {
        printf(" ");
        show_word(stdout, 0, place.function);
        printf("+0x%llx", (unsigned long long)place.offset);
    }
    if (place.file) {
        printf("  ");
        show_file(&place);
    }
    if (record->within[at] != record->component) {
        printf("  of ");
        show_word(stdout, 0, record->names[at]);
    }
    printf("\n");
}

bool show_is_other(const struct crash_view *view, const struct evm_crash_record *record)
{
    return view->programs.system && view->programs.image != record->image;
}

/* ---- All records ----------------------------------------------------------------------------- */

/* Where it has happened. */
static void show_innermost(struct crash_view *view, const struct evm_crash_record *record)
{
    struct crash_place place = show_place(view, record, 0);

    printf("; ");
    show_source(&place);
    if (!place.function && !place.file)
        printf("at 0x%llx", (unsigned long long)record->trace[0]);
    else if (show_is_other(view, record))
        printf(" (may be wrong: another image)");
}

static void show_row(struct crash_view *view, uint32_t index)
{
    const struct evm_crash_record *record = &view->log.records[index];
    uint64_t lost = crash_log_lost(&view->log, index);

    if (lost)
        printf("     (%llu before this one lost: too many came at once)\n",
               (unsigned long long)lost);
    printf("%4llu  ", (unsigned long long)record->number);
    show_time(record);
    printf("  ");
    show_word(stdout, 12, record->name);
    printf(" ");
    show_cause(record);
    if (record->depth)
        show_innermost(view, record);
    printf("\n");
}

void show_records(struct crash_view *view)
{
    const struct crash_log *log = &view->log;

    show_word(stdout, 0, view->disk);
    printf(": %u record%s, room for %u\n", log->count, log->count == 1 ? "" : "s", log->slots);
    if (log->damaged)
        printf("%u slot%s hold%s no whole record: damaged, or the power failed during a write\n",
               log->damaged, log->damaged == 1 ? "" : "s", log->damaged == 1 ? "s" : "");
    if (log->unread)
        printf("some slots cannot be read: the image is shorter than its head says, or fails\n");
    for (uint32_t i = 0; i < log->count; i++)
        show_row(view, i);
}

/* ---- One record ------------------------------------------------------------------------------ */

static void show_when(const struct evm_crash_record *record)
{
    printf("  time       ");
    show_time(record);
    printf("%s%.3f s after the start of system ", record->day ? " UTC, " : "; ",
           (double)record->uptime / NS);
    show_word(stdout, 0, record->system);
    printf("\n");
}

static void show_component(const struct crash_view *view, const struct evm_crash_record *record)
{
    struct place place = programs_place(&view->programs, record->name);

    printf("  component  ");
    show_word(stdout, 0, record->name);
    printf(", number %u, in its life %u", record->component, record->life);
    if (place.line) {
        printf("; ");
        show_word(stdout, 0, view->manifest);
        printf(":%u", place.line);
    }
    printf("\n");
}

static void show_image(const struct crash_view *view, const struct evm_crash_record *record)
{
    printf("  image      %016llx", (unsigned long long)record->image);
    if (!view->manifest)
        printf("; name the manifest instead of the disk for functions and lines\n");
    else if (!view->programs.system)
        printf("; the system cannot be made now: functions and lines are not known\n");
    else if (show_is_other(view, record))
        printf("; not the one that the manifest makes now, %016llx: functions and lines may be "
               "wrong\n",
               (unsigned long long)view->programs.image);
    else
        printf(", which the manifest makes now\n");
}

static void show_account(const struct evm_crash_record *record)
{
    printf("  cpu        %.3f ms since the system's start", (double)record->ran / 1e6);
    if (record->budget)
        printf("; budget %u us in each %u us, not enough %llu times", record->budget,
               record->period, (unsigned long long)record->missed);
    printf("\n  memory     %llu KiB", KIB(record->pages));
    if (record->own_pages)
        printf(", %llu of them by 'memory'", KIB(record->own_pages));
    printf("\n");
}

/* The components that the thread was in, from its own to the innermost. */
static void show_chain(const struct evm_crash_record *record)
{
    uint32_t last = record->thread;

    printf("  thread     of ");
    show_word(stdout, 0, *record->caller ? record->caller : "no component");
    for (uint32_t i = record->depth; i-- > 0;) {
        if (record->within[i] == last)
            continue;
        last = record->within[i];
        printf(" -> ");
        show_word(stdout, 0, record->names[i]);
    }
    printf("%s\n", record->how != EVM_CRASH_HUNG           ? ""
                   : record->state == COS_INSPECTED_WAITS  ? ", waits for an event"
                   : record->state == COS_INSPECTED_CLIENT ? ", in a program of its own"
                   : record->state == COS_INSPECTED_READY  ? ", runs when it has the CPU"
                                                           : ", in a root component");
}

static void show_registers(const struct evm_crash_record *record)
{
    if (record->how == EVM_CRASH_FAULT)
        printf("  fault      %llu, address 0x%llx, code 0x%llx, instruction bytes %016llx\n",
               (unsigned long long)record->cause, (unsigned long long)record->address,
               (unsigned long long)record->code, (unsigned long long)record->instruction);
    for (uint32_t i = 0; i < record->regs; i++)
        printf("%s%6s %016llx%s", i % COLUMNS ? " " : "  ", target_record_register(i),
               (unsigned long long)record->reg[i],
               i + 1 == record->regs || i % COLUMNS == COLUMNS - 1 ? "\n" : " ");
}

/* Returns where the last LINES lines of a text begin; a first line that is not whole is left
 * out if others follow. */
static const char *last_lines(const char *text, size_t bytes)
{
    const char *at = text + bytes;
    unsigned lines = 0;

    while (at > text && lines < LINES)
        lines += *--at == '\n' && at + 1 < text + bytes;
    if (lines == LINES)
        return at + 1;
    at = bytes == EVM_CRASH_TEXT ? memchr(text, '\n', bytes) : NULL;
    return at && at + 1 < text + bytes ? at + 1 : text;
}

/* Returns a copy of bytes as a string, which the caller frees. As on the console, a NUL in them
 * becomes a question mark: it ends nothing. */
static char *without_nul(const char *bytes, size_t count)
{
    char *copy = need(count + 1);

    for (size_t i = 0; i < count; i++)
        copy[i] = bytes[i] ? bytes[i] : '?';
    return copy;
}

static void show_text(const struct evm_crash_record *record)
{
    const char *from = last_lines(record->text, record->text_bytes);
    char *copy = without_nul(from, record->text_bytes - (size_t)(from - record->text));

    if (*copy)
        printf("  what it has printed last\n");
    for (char *line, *rest = copy; (line = strsep(&rest, "\n"));) {
        if (!rest && !*line)
            break;
        printf("    | ");
        show_word(stdout, 0, line);
        printf("\n");
    }
    free(copy);
}

void show_record(struct crash_view *view, uint32_t index)
{
    const struct evm_crash_record *record = &view->log.records[index];

    printf("record %llu: ", (unsigned long long)record->number);
    show_word(stdout, 0, record->name);
    printf(" ");
    show_cause(record);
    printf("\n");
    show_when(record);
    if (record->how != EVM_CRASH_RESET)
        show_component(view, record);
    show_image(view, record);
    if (record->how != EVM_CRASH_RESET)
        show_account(record);
    if (record->details) {
        show_chain(record);
        show_registers(record);
    }
    if (record->depth)
        printf("  called from, innermost first\n");
    for (uint32_t i = 0; i < record->depth; i++)
        show_frame(view, record, i);
    show_text(record);
}
