/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/files.h"
#include "base/output.h"
#include "base/paths.h"
#include "base/program.h"
#include "base/shown.h"
#include "files.h"
#include "target.h"

static const char source[] =
    "/* A native component: a program for COS itself. The headers in lib/cos and interface of "
    "eVM's\n"
    " * source describe what it may use; the manifest says what it may reach. */\n"
    "#include <cos/print.h>\n"
    "#include <cos/runtime.h>\n"
    "\n"
    "int main(const struct cos_start *start)\n"
    "{\n"
    "    cos_print(\"Hello from the native VM %s\\n\", start->name);\n"
    "    return 0; /* the VM's status */\n"
    "}\n";

/* As lib/cos/README.md says. */
static const char *const flags[] = {
    "-O2",
    "-fno-omit-frame-pointer",
    "-ffreestanding",
    "-fno-pic",
    "-fno-stack-protector",
    "-fstack-clash-protection",
    "-fno-strict-aliasing",
    "-nostdlib",
    "-static",
    "-no-pie",
    "-Wl,-z,max-page-size=4096,-z,noexecstack,--build-id=none",
    "-Wl,--default-script=\"$(EVM_SOURCE)/lib/cos/component.ld\"",
};

enum outcome write_file(const struct new_system *system, const char *name, const char *contents,
                        size_t size)
{
    char *path = text("%s/%s", system->folder, name);
    bool good = file_write(path, contents, size, output_mode());

    if (!good)
        host_error("%s cannot be written: %s", path, strerror(errno));
    free(path);
    return good ? OUTCOME_OK : OUTCOME_HOST;
}

static void add_flags(struct buffer *make)
{
    static const char *const folders[] = {"interface", "interface/" TARGET_FOLDER, "lib/cos",
                                          "lib/cos/" TARGET_FOLDER};

    buffer_string(make, "FLAGS =");
    for (unsigned i = 0; i < COUNT(flags); i++)
        buffer_format(make, " \\\n    %s", flags[i]);
    for (unsigned i = 0; target_native_options[i]; i++)
        buffer_format(make, " \\\n    %s", target_native_options[i]);
    for (unsigned i = 0; i < COUNT(folders); i++)
        buffer_format(make, " \\\n    -I\"$(EVM_SOURCE)/%s\"", folders[i]);
}

/* Returns a variable of `make` with a path, which it makes clean and frees. */
static char *place_of(const char *name_and_sign, char *path)
{
    char *clean = path_clean(path), *variable = text("%s%s", name_and_sign, clean);

    free(path);
    free(clean);
    return variable;
}

static enum outcome write_makefile(const struct new_system *system)
{
    struct buffer make = {0};
    char *sources = place_of("EVM_SOURCE ?= ", path_source(""));
    char *built = place_of("EVM_BUILD ?= ", path_build(""));

    buffer_format(&make,
                  "# Builds the native components: 'make'. The first two lines say where eVM is.\n"
                  "%s\n%s\n",
                  sources, built);
    add_flags(&make);
    buffer_string(&make, "\n\nall:");
    for (uint32_t i = 0; i < system->count; i++)
        if (system->vms[i].native)
            buffer_format(&make, " %s/%s.elf", system->vms[i].name, system->vms[i].name);
    buffer_string(&make, "\n.PHONY: all\n");
    for (uint32_t i = 0; i < system->count; i++)
        if (system->vms[i].native)
            buffer_format(&make,
                          "%s/%s.elf: %s/main.c\n"
                          "\t$(CC) $(FLAGS) -o $@ $< \"$(EVM_BUILD)/lib/cos/libcos.a\"\n",
                          system->vms[i].name, system->vms[i].name, system->vms[i].name);
    enum outcome outcome = write_file(system, "Makefile", make.data, make.size);

    buffer_free(&make);
    free(sources);
    free(built);
    return outcome;
}

static enum outcome write_source(const struct new_system *system, const char *vm)
{
    char *name = text("%s/main.c", vm), *path = text("%s/%s", system->folder, name);
    enum outcome outcome = OUTCOME_OK;

    if (!file_make_folders(path))
        outcome = host_error("%s: %s", path, strerror(errno));
    else
        outcome = write_file(system, name, source, sizeof(source) - 1);
    free(name);
    free(path);
    return outcome;
}

static void add_line(const char *line, void *lines)
{
    buffer_format(lines, "%s\n", line);
}

/* The environment may have relative paths, which mean others in the system's folder. */
static enum outcome run_make(const struct new_system *system)
{
    char *folder = text("%s", system->folder);
    char *sources = place_of("EVM_SOURCE=", path_source(""));
    char *built = place_of("EVM_BUILD=", path_build(""));
    char *const command[] = {"make", "-s", "-C", folder, sources, built, NULL};
    struct buffer lines = {0};
    int status = run_program(command, add_line, &lines);
    enum outcome outcome = OUTCOME_OK;

    buffer_extend(&lines, 1);
    char *said = shown(lines.data, true);

    if (status < 0)
        outcome = host_error("make cannot be started: %s; install the package build-essential",
                             strerror(errno));
    else if (status)
        outcome = host_error("make ended with status %d:\n%s", status, said);
    buffer_free(&lines);
    free(said);
    free(sources);
    free(built);
    free(folder);
    return outcome;
}

enum outcome make_native(const struct new_system *system)
{
    enum outcome outcome = OUTCOME_OK;
    bool any = false;

    for (uint32_t i = 0; i < system->count && !outcome; i++)
        if (system->vms[i].native) {
            any = true;
            outcome = write_source(system, system->vms[i].name);
        }
    if (any && !outcome)
        outcome = write_makefile(system);
    if (any && !outcome)
        outcome = run_make(system);
    return outcome;
}
