/* SPDX-License-Identifier: BSD-2-Clause */
#include "link.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/paths.h"
#include "base/program.h"
#include "base/shown.h"
#include "base/temporary.h"
#include "target.h"

#define SCRIPT  "guests/netbsd/netbsd.ld"
#define BEGIN   "guests/netbsd/start/client_begin.S" /* evm_client_text */
#define END     "guests/netbsd/start/client_end.S"   /* evm_client_text_end */
#define HEADERS "lib/posix/include"

struct link {
    const struct vm *vm;
    const struct netbsd_set *set;
    struct netbsd_program *program;
    bool verbose;
};

static void take_line(const char *line, void *argument)
{
    buffer_format(argument, "%s\n", line);
}

/* Runs the compiler in the temporary folder, so that files that it may leave behind are removed
 * with it. */
static int run_within(const char *folder, const struct strings *command, struct buffer *output)
{
    const char *usual = getenv("TMPDIR");
    char *before = usual ? text("%s", usual) : NULL;

    setenv("TMPDIR", folder, 1);
    int status = run_program(command->item, take_line, output), error = errno;

    if (before)
        setenv("TMPDIR", before, 1);
    else
        unsetenv("TMPDIR");
    free(before);
    errno = error;
    return status;
}

/* Runs the compiler. Shows its output, which may have warnings, behind `failure` if it fails. */
static enum outcome run_compiler(const struct link *link, const struct strings *command,
                                 const char *failure)
{
    struct buffer output = {0};

    if (link->verbose)
        show_command(stderr, command);
    int status = run_within(link->program->folder, command, &output);

    if (status < 0)
        host_error("%s: %s; install gcc", command->item[0], strerror(errno));
    else if (status)
        host_error("vm '%s': %s:", link->vm->name, failure);
    if (output.size) {
        buffer_extend(&output, 1);
        char *said = shown(output.data, true);

        fputs(said, stderr);
        free(said);
    }
    buffer_free(&output);
    return status < 0 ? OUTCOME_HOST : status ? OUTCOME_MISTAKE : OUTCOME_OK;
}

static void add_all(struct strings *command, const char *const words[], unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        strings_add(command, words[i]);
}

/* Adds a word and frees it. */
static void add_made(struct strings *command, char *word)
{
    strings_add(command, word);
    free(word);
}

static void note_line(const char *line, void *argument)
{
    buffer_string(argument, line);
}

/* Returns the folder of the compiler's own headers, like stddef.h, which no C library has. */
static char *compiler_headers(void)
{
    char *const command[] = {"cc", "-print-file-name=include", NULL};
    struct buffer folder = {0};

    run_program(command, note_line, &folder);
    buffer_extend(&folder, 1);
    return folder.data;
}

/* Compiles a source of the client, or assembles a marker. */
static enum outcome compile(const struct link *link, const char *source, const char *object,
                            const char *folder)
{
    static const char *const flags[] = {
        "cc",
        "-c",
        "-std=gnu11",
        "-O2",
        "-Wall",
        "-ffreestanding",
        "-fno-pic",
        "-fno-pie",
        "-fno-stack-protector",
        "-fno-asynchronous-unwind-tables",
        "-fno-omit-frame-pointer",
        "-nostdinc",
        "-isystem",
    };
    struct strings command = {0};
    enum outcome outcome;

    add_all(&command, flags, COUNT(flags));
    add_made(&command, path_source(HEADERS));
    for (unsigned i = 0; target_compile_options[i]; i++)
        strings_add(&command, target_compile_options[i]);
    if (link->set->headers) {
        strings_add(&command, "-isystem");
        strings_add(&command, link->set->headers);
    }
    strings_add(&command, "-idirafter");
    add_made(&command, compiler_headers());
    /* keeps the manifest's folder out of __FILE__ */
    add_made(&command, text("-ffile-prefix-map=%s/=", folder));
    strings_add(&command, "-o");
    strings_add(&command, object);
    strings_add(&command, source);
    outcome = run_compiler(link, &command, "key 'client': the compiler refuses it");
    strings_free(&command);
    return outcome;
}

/* Compiles a marker and adds it to the linker's inputs. */
static enum outcome add_marker(const struct link *link, const char *source, const char *name,
                               struct strings *inputs)
{
    char *path = path_source(source), *object = text("%s/%s.o", link->program->folder, name);
    enum outcome outcome = compile(link, path, object, link->program->folder);

    strings_add(inputs, object);
    free(path);
    free(object);
    return outcome;
}

/* Compiles the client's C sources, and lists its objects and archives between the markers of its
 * code. */
static enum outcome make_client(const struct link *link, const char *folder, struct strings *inputs)
{
    const struct strings *paths = &link->vm->client_paths;
    enum outcome outcome = paths->count ? add_marker(link, BEGIN, "begin", inputs) : OUTCOME_OK;

    for (uint32_t i = 0; i < paths->count && !outcome; i++) {
        const char *path = paths->item[i];
        bool source = !strcmp(strrchr(path, '.'), ".c");
        char *object = source ? text("%s/client-%u.o", link->program->folder, i) : text("%s", path);

        if (source)
            outcome = compile(link, path, object, folder);
        add_made(inputs, object);
    }
    return outcome || !paths->count ? outcome : add_marker(link, END, "end", inputs);
}

static enum outcome link_all(const struct link *link, const bool chosen[],
                             const struct strings *client)
{
    static const char *const flags[] = {
        "cc",
        "-nostdlib",
        "-static",
        "-no-pie",
        "-Wl,--build-id=none",
        "-Wl,-z,noexecstack",
        "-Wl,-z,max-page-size=4096",
        "-Wl,--gc-sections",
        "-Wl,-u,_start",
        "-Wl,--wrap=rumpns_yield", /* guests/netbsd/server/yield.c */
    };
    struct strings command = {0};
    enum outcome outcome;

    add_all(&command, flags, COUNT(flags));
    if (link->vm->used)
        strings_add(&command, "-Wl,-u,evm_gate_0"); /* the entry for its clients */
    if (link->vm->lends_net)
        strings_add(&command, "-Wl,-u,lend_net");
    if (link->vm->lends_disk)
        strings_add(&command, "-Wl,-u,lend_disk");
    strings_add(&command, "-T");
    add_made(&command, path_source(SCRIPT));
    strings_add(&command, "-o");
    strings_add(&command, link->program->elf);
    strings_add(&command, "-Xlinker"); /* -Wl would split a path at its commas */
    add_made(&command, text("-Map=%s", link->program->map));
    add_all(&command, (const char *const *)client->item, client->count);
    /* whole archives, since components register themselves in link sets */
    strings_add(&command, "-Wl,--whole-archive");
    for (uint32_t i = 0; i < link->set->count; i++)
        if (chosen[i])
            strings_add(&command, link->set->components[i].path);
    strings_add(&command, "-Wl,--no-whole-archive,--start-group");
    for (unsigned i = 0; netbsd_libraries[i]; i++)
        add_made(&command, path_build(netbsd_libraries[i]));
    strings_add(&command, "-Wl,--end-group");
    strings_add(&command, "-lgcc");
    outcome = run_compiler(link, &command, "client and components cannot be linked");
    strings_free(&command);
    return outcome;
}

enum outcome netbsd_link(const struct manifest *manifest, uint32_t vm, const struct netbsd_set *set,
                         const bool chosen[], bool verbose, struct netbsd_program *program)
{
    struct link link = {&manifest->vms[vm], set, program, verbose};
    struct strings client = {0};
    char *folder = temporary_folder(NULL, "evm-link");

    *program = (struct netbsd_program){.folder = folder};
    if (!folder)
        return OUTCOME_HOST;
    program->elf = text("%s/vm.elf", folder);
    program->map = text("%s/vm.map", folder);
    enum outcome outcome = make_client(&link, manifest->folder, &client);

    if (!outcome)
        outcome = link_all(&link, chosen, &client);
    strings_free(&client);
    return outcome;
}

void netbsd_program_free(struct netbsd_program *program)
{
    temporary_remove(program->folder);
    free(program->elf);
    free(program->map);
    *program = (struct netbsd_program){0};
}
