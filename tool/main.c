/* SPDX-License-Identifier: BSD-2-Clause */
/* The command `evm`: its verbs. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/output.h"
#include "base/shown.h"
#include "base/words.h"
#include "crash/crash.h"
#include "fault/options.h"
#include "image/iso.h"
#include "manifest/help.h"
#include "netbsd/import.h"
#include "options.h"
#include "qemu/devices.h"
#include "rootfs/rootfs.h"
#include "system/size.h"
#include "system/system.h"
#include "usage.h"
#include "target.h"

/* Loads the system and reports all mistakes. */
static enum outcome load(const struct options *options, struct diag *diag, struct system *system)
{
    diag->file = options->file;
    system_load(diag, system);
    diag_print(diag, stderr);
    diag_print_notes(diag, stderr);
    return diag->count ? OUTCOME_MISTAKE : OUTCOME_OK;
}

static void unload(struct diag *diag, struct system *system)
{
    system_free(system);
    diag_free(diag);
}

static enum outcome try_memory(const struct options *options, struct diag *diag,
                               struct system *system)
{
    struct buffer bootable = {0};
    uint64_t memory;
    enum outcome outcome = system_build(system, diag, options->run.machine, false, &bootable,
                                        &memory);

    diag_print(diag, stderr);
    buffer_free(&bootable);
    return outcome;
}

static void show_outside(const struct plan_entry *entry, void *vm)
{
    char *path = shown(entry->path, false), *user = shown(entry->user, false);

    printf("  vm '%s': %s (%llu KiB), for %s\n", (const char *)vm, path,
           (unsigned long long)(entry->bytes + 1023) / 1024, user);
    free(path);
    free(user);
}

static int check(const struct options *options)
{
    struct diag diag = {0};
    struct system system = {0};
    enum outcome outcome = load(options, &diag, &system);
    uint32_t vms = outcome ? 0 : system.manifest->vm_count - system.manifest->service_count;

    /* the image decides whether the given memory suffices */
    if (!outcome && system.manifest->memory_bytes && system_is_ready(&system))
        outcome = try_memory(options, &diag, &system);
    if (!outcome) {
        show_word(stdout, 0, options->file);
        printf(": system '%s' with %u VM%s: no mistakes\n", system.manifest->system, vms,
               vms == 1 ? "" : "s");
    }
    for (uint32_t i = 0; i < vms && options->run.verbose; i++)
        rootfs_each_outside(&system.plans[i], show_outside, system.manifest->vms[i].name);
    unload(&diag, &system);
    return outcome;
}

static enum outcome make_image(const struct options *options, struct diag *diag,
                               struct system *system, struct buffer *bootable, uint64_t *memory)
{
    enum outcome outcome = system_build(system, diag, options->run.machine, options->run.verbose,
                                        bootable, memory);

    diag_print(diag, stderr);
    return outcome;
}

static enum outcome write_image(const struct options *options, const char *path,
                                struct buffer *bootable)
{
    if (options->iso)
        return iso_write(path, bootable, options->run.verbose);
    if (file_write(path, bootable->data, bootable->size, output_mode()))
        return OUTCOME_OK;
    return host_error("%s: %s", path, strerror(errno));
}

static int build(const struct options *options)
{
    struct diag diag = {0};
    struct system system = {0};
    struct buffer bootable = {0};
    uint64_t memory;
    char *path = NULL;
    enum outcome outcome = load(options, &diag, &system);

    if (!outcome) {
        path = options->output
                   ? text("%s", options->output)
                   : text("%s.%s", system.manifest->system, options->iso ? "iso" : "elf");
        outcome = output_check(path, options->file);
    }
    if (!outcome)
        outcome = make_image(options, &diag, &system, &bootable, &memory);
    if (!outcome)
        outcome = write_image(options, path, &bootable);
    if (!outcome) {
        show_word(stdout, 0, path);
        printf(": needs %llu MiB of memory%s\n", (unsigned long long)(memory >> 20),
               options->iso ? ", beside what firmware and boot loader take" : "");
    }
    buffer_free(&bootable);
    free(path);
    unload(&diag, &system);
    return outcome;
}

static int run(const struct options *options)
{
    struct diag diag = {0};
    struct system system = {0};
    struct devices devices = {0};
    struct buffer bootable = {0};
    struct run_options how = options->run;
    uint64_t memory;
    int result = load(options, &diag, &system);

    system.usage = how.usage ? &how.usage_seconds : NULL;
    if (!result)
        result = make_image(options, &diag, &system, &bootable, &memory);
    how.iommu = !result && manifest_wants_iommu(system.manifest);
    if (how.iommu && strcmp(how.machine, TARGET_MACHINE))
        result = host_error(
            "machine '%s' has no IOMMU, which the system's PCI devices need: use " TARGET_MACHINE
            ", or say 'dma: trusted' in the manifest",
            how.machine);
    if (!result)
        result = devices_open(system.manifest, &devices);
    if (result)
        result += outcome_base;
    else
        result = run_image(&bootable, memory, &devices.arguments, system.manifest, &how);
    devices_close(&devices);
    buffer_free(&bootable);
    unload(&diag, &system);
    return result;
}

static int fault(const struct options *options)
{
    struct diag diag = {0};
    struct system system = {0};
    struct devices devices = {0};
    struct buffer bootable = {0};
    struct fault_options how = options->fault;
    uint64_t memory;
    int result = load(options, &diag, &system);

    how.verbose = options->run.verbose;
    if (!result && how.json)
        result = output_check(how.json, options->file);
    if (!result)
        result = make_image(options, &diag, &system, &bootable, &memory);
    if (!result)
        result = devices_open(system.manifest, &devices);
    if (result)
        result += outcome_base;
    else
        result = fault_run(&bootable, memory, &devices.arguments, system.manifest, &how);
    devices_close(&devices);
    buffer_free(&bootable);
    unload(&diag, &system);
    return result;
}

static int crash(const struct options *options)
{
    struct crash_options how = options->crash;

    how.verbose = options->run.verbose;
    how.json = options->json;
    return crash_run(options->file, &how);
}

static int size(const struct options *options)
{
    struct diag diag = {0};
    struct system system = {0};
    enum outcome outcome = load(options, &diag, &system);

    if (!outcome)
        outcome = system_size(&system, options->json, options->run.verbose);
    unload(&diag, &system);
    return outcome;
}

static int import(const struct options *options)
{
    return netbsd_import(options->file);
}

static int help(const struct options *options);

#define FLAG(name, letter)  name, no_argument, NULL, letter
#define VALUE(name, letter) name, required_argument, NULL, letter

static const struct verb {
    const char *name, *help;
    int (*work)(const struct options *options);
    const char *short_options;
    const struct option *options;
    const char *kind; /* word that must precede FILE; NULL: none */
} verbs[] = {
    {"check", check_help, check, "hv",
     (const struct option[]){{FLAG("help", 'h')}, {FLAG("verbose", 'v')}, {0}}, NULL},
    {"build", build_help, build, "ho:v",
     (const struct option[]){{FLAG("help", 'h')},
                             {VALUE("output", 'o')},
                             {FLAG("iso", OPTION_ISO)},
                             {FLAG("verbose", 'v')},
                             {0}},
     NULL},
    {"run", run_help, run, "hv",
     (const struct option[]){{FLAG("help", 'h')},
                             {VALUE("machine", OPTION_MACHINE)},
                             {VALUE("timeout", OPTION_TIMEOUT)},
                             {"usage", optional_argument, NULL, OPTION_USAGE},
                             {VALUE("resets", OPTION_RESETS)},
                             {VALUE("qemu-arg", OPTION_QEMU_ARG)},
                             {FLAG("verbose", 'v')},
                             {0}},
     NULL},
    {"fault", fault_help, fault, "hv",
     (const struct option[]){{FLAG("help", 'h')},
                             {VALUE("seed", OPTION_SEED)},
                             {VALUE("count", OPTION_COUNT)},
                             {VALUE("target", OPTION_TARGET)},
                             {VALUE("kind", OPTION_KIND)},
                             {VALUE("replay", OPTION_REPLAY)},
                             {VALUE("json", OPTION_JSON_FILE)},
                             {VALUE("wrong", OPTION_WRONG)},
                             {VALUE("settle", OPTION_SETTLE)},
                             {VALUE("window", OPTION_WINDOW)},
                             {FLAG("verbose", 'v')},
                             {0}},
     NULL},
    {"crash", crash_help, crash, "hv",
     (const struct option[]){{FLAG("help", 'h')},
                             {FLAG("last", OPTION_LAST)},
                             {FLAG("gdb", OPTION_GDB)},
                             {FLAG("json", OPTION_JSON)},
                             {FLAG("verbose", 'v')},
                             {0}},
     NULL},
    {"size", size_help, size, "hv",
     (const struct option[]){
         {FLAG("help", 'h')}, {FLAG("json", OPTION_JSON)}, {FLAG("verbose", 'v')}, {0}},
     NULL},
    {"import", import_help, import, "h", (const struct option[]){{FLAG("help", 'h')}, {0}},
     "netbsd"},
    {"help", help_help, help, "h",
     (const struct option[]){{FLAG("help", 'h')}, {FLAG("markdown", OPTION_MARKDOWN)}, {0}}, NULL},
};

static const struct verb *find_verb(const char *name)
{
    for (unsigned i = 0; i < COUNT(verbs); i++)
        if (!strcmp(name, verbs[i].name))
            return &verbs[i];
    return NULL;
}

/* A word may be a key and a verb: `run`. */
static int help(const struct options *options)
{
    const struct verb *verb = options->file ? find_verb(options->file) : NULL;

    if (options->markdown) {
        help_tables();
        return OUTCOME_OK;
    }
    if (!options->file) {
        fputs(general_help, stdout);
        help_names();
        return OUTCOME_OK;
    }
    bool key = help_key(options->file);

    if (verb)
        printf("%s%s", key ? "\n" : "", verb->help);
    return key || verb ? OUTCOME_OK : help_unknown(options->file);
}

static enum outcome take_words(const struct verb *verb, struct options *options, char *words[])
{
    const struct operands wanted = {
        .verb = verb->name,
        .what = verb->kind           ? "PATH"
                : verb->work == help ? "KEY"
                                     : "FILE",
        .kind = verb->kind,
        .optional = verb->work == help,
        .numbered = verb->work == crash,
    };

    if (!verb->kind || !*words)
        return take_operands(&wanted, options, words);
    if (!strcmp(*words, verb->kind))
        return take_operands(&wanted, options, words + 1);
    char *harmless = shown(*words, false);

    fprintf(stderr, "evm: %s: '%s' is unknown: expected %s\n", verb->name, harmless, verb->kind);
    free(harmless);
    return OUTCOME_USAGE;
}

static int do_verb(const struct verb *verb, int argc, char *argv[])
{
    struct options options = {.run = {.machine = TARGET_MACHINE, .resets = RUN_RESETS},
                              .fault = {.seed = 1, .count = 100}};
    char *whole = text("evm %s", verb->name);
    int option, result = OUTCOME_OK;
    bool tell = false;

    outcome_base = verb->work == run ? (int)RUN_TOOL : verb->work == fault ? (int)FAULT_TOOL : 0;
    argv[0] = whole; /* prefix of getopt's messages */
    while (!result && !tell &&
           (option = getopt_long(argc, argv, verb->short_options, verb->options, NULL)) >= 0) {
        tell = option == 'h';
        if (!tell && !take_option(&options, option)) {
            if (option == '?') /* getopt has reported the mistake */
                fprintf(stderr, "evm: '%s --help' tells its options\n", whole);
            result = OUTCOME_USAGE;
        }
    }
    if (tell)
        fputs(verb->help, stdout);
    else if (!result)
        result = take_words(verb, &options, argv + optind);
    if (result)
        result += outcome_base;
    else if (!tell)
        result = verb->work(&options);
    strings_free(&options.run.qemu_args);
    strings_free(&options.fault.targets);
    strings_free(&options.fault.kinds);
    free(whole);
    return result;
}

static int unknown_verb(const char *word)
{
    static const char *const later[] = {"console", "top", "graph", "debug"};
    const char *names[COUNT(verbs)];

    for (unsigned i = 0; i < COUNT(later); i++)
        if (!strcmp(word, later[i]))
            return usage("", "verb '%s' is not supported yet", word);
    for (unsigned i = 0; i < COUNT(verbs); i++)
        names[i] = verbs[i].name;
    const char *near = nearest(word, names, COUNT(names));

    if (!near)
        return usage("",
                     "verb '%s' is unknown: expected check, build, run, fault, crash, size, "
                     "import or help",
                     word);
    fprintf(stderr, "evm: verb '%s' is unknown; did you mean '%s'?\n", word, near);
    return OUTCOME_USAGE;
}

static int do_command(int argc, char *argv[])
{
    if (argc < 2)
        return usage("", "%s is missing", "the verb");
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
        fputs(general_help, stdout);
        return OUTCOME_OK;
    }
    const struct verb *verb = find_verb(argv[1]);

    return verb ? do_verb(verb, argc - 1, argv + 1) : unknown_verb(argv[1]);
}

int main(int argc, char *argv[])
{
    /* makes the file size limit an error of the write, also of QEMU's writes to disks */
    signal(SIGXFSZ, SIG_IGN);
    int result = do_command(argc, argv);

    if (!fflush(stdout) && !ferror(stdout))
        return result;
    host_error("what this command tells cannot be written: %s", strerror(errno));
    return result ? result : outcome_base + OUTCOME_HOST;
}
