/* SPDX-License-Identifier: BSD-2-Clause */
#include "debugger.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/shown.h"
#include "linux/build.h"
#include "target.h"

#define GDB         "gdb"
#define GDB_PACKAGE "gdb"

/* Adds an option with a command of gdb. */
static void add_command(struct strings *command, const char *words)
{
    strings_add(command, "-ex");
    strings_add(command, words);
}

/* gdb gets the registers as variables, as $crash_rip, and lists the line. */
static void add_record(struct strings *command, const struct evm_crash_record *record)
{
    for (uint32_t i = 0; i < record->regs; i++) {
        char *words = text("set $crash_%s = 0x%llx", target_record_register(i),
                           (unsigned long long)record->reg[i]);

        add_command(command, words);
        free(words);
    }
    for (uint32_t i = 0; i < record->depth; i++)
        if (record->within[i] == record->within[0]) {
            char *words = text("info line *0x%llx", (unsigned long long)record->trace[i] - (i > 0));

            add_command(command, words);
            free(words);
        }
    char *words = text("list *0x%llx", (unsigned long long)record->trace[0]);

    add_command(command, words);
    free(words);
}

/* Quotes a word for a gdb command: blanks, quotes and backslashes have a meaning there. The caller
 * frees the result. */
static char *quoted(const char *word)
{
    struct buffer result = {0};

    for (; *word; word++)
        buffer_format(&result, strchr(" \t\n'\"\\", *word) ? "\\%c" : "%c", *word);
    buffer_extend(&result, 1);
    return result.data;
}

/* Frees the folder, which may be NULL. */
static void add_source(struct strings *command, char *folder)
{
    if (!folder)
        return;
    char *word = quoted(folder), *words = text("set substitute-path " LINUX_FOLDER " %s", word);

    add_command(command, words);
    free(words);
    free(word);
    free(folder);
}

enum outcome crash_debug(struct crash_view *view, uint32_t index)
{
    const struct evm_crash_record *record = &view->log.records[index];
    const char *file = record->depth ? programs_file(&view->programs, record->names[0]) : NULL;
    struct strings command = {0};

    if (!file) {
        char *name = shown(record->name, false);

        host_error("record %llu of %s: gdb has nothing to show, as there is no %s",
                   (unsigned long long)record->number, name,
                   !record->depth           ? "backtrace in it"
                   : !view->manifest        ? "manifest: name it instead of the disk"
                   : !view->programs.system ? "program: the system cannot be made now"
                                            : "file with symbols of that component");
        free(name);
        return OUTCOME_MISTAKE;
    }
    show_record(view, index);
    fflush(stdout);
    strings_add(&command, GDB);
    strings_add(&command, "-q");
    add_source(&command, programs_source(&view->programs, record->names[0]));
    add_record(&command, record);
    strings_add(&command, file);
    execvp(GDB, command.item);
    host_error("gdb: %s; install the package " GDB_PACKAGE, strerror(errno));
    strings_free(&command);
    return OUTCOME_HOST;
}
