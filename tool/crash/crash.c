/* SPDX-License-Identifier: BSD-2-Clause */
#include "crash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/shown.h"
#include "base/words.h"
#include "debugger.h"
#include "find.h"
#include "json.h"
#include "show.h"

static enum outcome no_record(const struct crash_view *view, uint64_t number)
{
    const struct crash_log *log = &view->log;
    char *disk = shown(view->disk, false);

    if (!log->count)
        host_error("%s: there is no record %s", disk, log->damaged ? "that is whole" : "yet");
    else
        host_error("%s: there is no record %llu; expected %llu to %llu, as 'evm crash FILE' lists",
                   disk, (unsigned long long)number, (unsigned long long)log->records[0].number,
                   (unsigned long long)log->records[log->count - 1].number);
    free(disk);
    return OUTCOME_MISTAKE;
}

static enum outcome show_one(struct crash_view *view, const struct crash_options *options)
{
    uint32_t index = 0;

    while (index < view->log.count && view->log.records[index].number != options->number)
        index++;
    if (options->last && view->log.count)
        index = view->log.count - 1;
    if (index == view->log.count)
        return no_record(view, options->number);
    if (options->gdb)
        return crash_debug(view, index);
    if (options->json)
        json_record(view, index);
    else
        show_record(view, index);
    return OUTCOME_OK;
}

static enum outcome show(struct crash_view *view, const struct crash_options *options)
{
    if (options->number || options->last)
        return show_one(view, options);
    if (options->json)
        json_records(view);
    else
        show_records(view);
    return OUTCOME_OK;
}

static const struct disk *disk_of(const struct manifest *manifest)
{
    for (uint32_t i = 0; manifest->crashes.disk && i < manifest->disk_count; i++)
        if (!strcmp(manifest->disks[i].name, manifest->crashes.disk))
            return &manifest->disks[i];
    return NULL;
}

static enum outcome no_disk(const char *file)
{
    char *name = shown(file, false);

    host_error("%s: its system keeps no crash records; add 'crashes: DISK', where DISK is one "
               "of its 'disks'",
               name);
    free(name);
    return OUTCOME_MISTAKE;
}

/* good: the manifest has no mistakes. The records need no programs. */
static enum outcome of_disk(const struct disk *disk, const char *file, const struct system *system,
                            bool good, const struct crash_options *options)
{
    struct crash_view view = {.disk = disk->path, .manifest = file};
    uint64_t partition = 0;
    enum outcome outcome;

    if (system->manifest->crashes.partition)
        parse_number(system->manifest->crashes.partition, &partition);
    outcome = crash_find(disk->path, (unsigned)partition, &view.log);
    if (!outcome && view.log.count &&
        (!good || programs_open(&view.programs, system, options->verbose)))
        host_error("the system cannot be made now: functions and lines are not known");
    if (!outcome)
        outcome = show(&view, options);
    programs_close(&view.programs);
    crash_log_free(&view.log);
    return outcome;
}

static enum outcome of_manifest(const char *file, const struct crash_options *options)
{
    struct diag diag = {.file = file};
    struct system system = {0};
    enum outcome outcome = OUTCOME_MISTAKE;

    system_load(&diag, &system);
    diag_print(&diag, stderr);
    const struct disk *disk = system.manifest ? disk_of(system.manifest) : NULL;

    if (disk && disk->path)
        outcome = of_disk(disk, file, &system, !diag.count, options);
    else if (!diag.count)
        outcome = no_disk(file);
    system_free(&system);
    diag_free(&diag);
    return outcome;
}

static enum outcome of_image(const char *file, const struct crash_options *options)
{
    struct crash_view view = {.disk = file};
    enum outcome outcome = crash_find(file, 0, &view.log);

    if (!outcome)
        outcome = show(&view, options);
    crash_log_free(&view.log);
    return outcome;
}

enum outcome crash_run(const char *file, const struct crash_options *options)
{
    return crash_is_image(file) ? of_image(file, options) : of_manifest(file, options);
}
