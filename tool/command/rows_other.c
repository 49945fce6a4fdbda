/* SPDX-License-Identifier: BSD-2-Clause */
/* Verbs that explain, and those that prepare a system. */
#include "rows.h"

#include "diff/diff.h"

const struct verb size_verb = {
    .name = "size",
    .summary = "show the cost of each VM and its parts",
    .about =
        "Builds the system of the manifest FILE and shows, for each component, the sizes of its "
        "parts (for a NetBSD VM: each component of the guest, the hypercall layer, the C library "
        "and the client), its share of the image, and its memory at run time. Code and constants "
        "stay in the image, which has parts that several VMs share only once.",
    .operands = &one_manifest,
    .options = (const struct verb_option[]){JSON, VERBOSE, {0}},
    .examples = EXAMPLES("evm size gateway.yaml"),
    .exit = &exit_codes,
};

const struct verb graph_verb = {
    .name = "graph",
    .summary = "show who reaches what, as a graph for Graphviz",
    .about =
        "Prints the system of the manifest FILE as a graph in the language DOT, which 'dot' "
        "(package graphviz) turns into a picture: the VMs, the services between them (switches, "
        "drivers, disks), the machine's disks, interfaces and PCI devices, and published ports. "
        "An edge is a right: 'ro' or 'rw' for a disk, an address and a rate for a port of a "
        "switch, the size of shared memory. A dashed edge shows who may begin to talk with whom "
        "by a switch. A red edge shows a driver whose device reaches all memory, or a VM that may "
        "create and destroy others.",
    .operands = &one_manifest,
    .options = (const struct verb_option[]){{0}},
    .examples = EXAMPLES("evm graph gateway.yaml | dot -Tsvg -o gateway.svg"),
    .exit = &exit_codes,
};

static const struct operands two_manifests = {
    .text = "OLD NEW",
    .missing = "a manifest is missing: expected OLD and NEW",
    .expected = "OLD and NEW",
    .least = 2,
    .most = 2,
    .complete = COMPLETE_MANIFEST,
};

static const struct section diff_statuses = {
    "Exit status",
    (const struct item[]){{"0", "the two systems mean the same"},
                          {"1", "they differ, but no component of NEW may do more"},
                          {"2", "a component of NEW may do more"},
                          EXIT_OWN,
                          {0}},
};

const struct verb diff_verb = {
    .name = "diff",
    .summary = "show what changes from one manifest to another: who may do more?",
    .about =
        "Compares what the manifests OLD and NEW mean, not their text: order, comments and "
        "defaults that are written out make no difference. Shows VMs added and removed; authority "
        "gained and lost (disks, ports of switches, who may connect with whom, published ports, "
        "calls, shared memory, devices, DMA); memory, priorities, budgets and sizes; what runs "
        "(programs, features, files), and how VMs start and end. The files are those of this "
        "machine now, for both.\n"
        "A line begins with '+' if there is more than before, with '-' if there is less, with '~' "
        "if it is only different. For a VM that is added or removed, only authority, memory and "
        "CPU time are shown.",
    .operands = &two_manifests,
    .options = (const struct verb_option[]){JSON, {0}},
    .examples = EXAMPLES("evm diff gateway.yaml new.yaml",
                         "evm diff --json gateway.yaml new.yaml || test $? = 1"),
    .exit = &diff_statuses,
    .outcome_base = DIFF_TOOL,
};

static const struct operands nothing = {
    .text = "",
    .expected = "options only",
};

const struct verb features_verb = {
    .name = "features",
    .summary = "list features of Linux VMs, or those that a program will likely need",
    .about =
        "Lists all features that the key 'features' of a Linux VM may have: what each is, and "
        "which others it includes.\n"
        "With --for, prints those that a program will likely need as a line for a manifest, with "
        "the reasons as comments: functions that the program and its libraries import, and the "
        "names of files in /proc, /sys and /dev in them. For a static program, its symbols and its "
        "system calls count. The list leaves out features that others in it include. It cannot "
        "show what a program needs because of its configuration, its plugins, or programs that "
        "it starts.",
    .operands = &nothing,
    .options =
        (const struct verb_option[]){
            {"for", OPTION_FOR, "PROGRAM",
             .help = "a path, or the name of a program in /usr/bin and the like; or a script, "
                     "which is looked at together with its interpreter",
             .complete = COMPLETE_FILE},
            {"root", OPTION_ROOT, "DIR",
             .help = "the folder that is the program's /, with its libraries, like that of an "
                     "unpacked container (docker export); default: this machine's /",
             .complete = COMPLETE_FILE},
            {0}},
    .examples = EXAMPLES("evm features", "evm features --for nginx",
                         "evm features --root container --for /usr/sbin/nginx"),
    .exit = &exit_codes,
};

static const struct operands new_folder = {
    .text = "NAME",
    .missing = "the name is missing: expected the NAME of a new folder first",
    .expected = "one NAME",
    .least = 1,
    .most = 1,
};

const struct verb init_verb = {
    .name = "init",
    .summary = "make a folder with a system to begin with",
    .about = "Makes the folder NAME with the commented manifest NAME/NAME.yaml of the system NAME, "
             "which 'evm check' takes and 'evm run' runs. Without VMs, it has one with Linux that "
             "prints a line. NAME stands before the lists of VMs.",
    .operands = &new_folder,
    .options =
        (const struct verb_option[]){
            {"linux", OPTION_LINUX, .list = "VM",
             .help = "Linux VMs of these names, each with a shell; or, for a path like "
                     "/usr/sbin/nginx, one with that program and the features that it will likely "
                     "need ('evm features')"},
            {"native", OPTION_NATIVE, .list = "VM",
             .help = "VMs of these names with a native component each, whose source is "
                     "NAME/VM/main.c; NAME/Makefile builds it. Needs a compiler"},
            {0}},
    .examples = EXAMPLES("evm init hello", "evm init gateway --linux web cache --native probe",
                         "evm init shop --linux /usr/sbin/nginx /usr/bin/redis-server"),
    .exit = &exit_codes,
    .lists = true,
};

static const struct operands archives = {
    .text = "PATH",
    .kind = "netbsd",
    .missing = "expected 'netbsd' and a PATH",
    .expected = "one PATH",
    .least = 1,
    .most = 1,
    .complete = COMPLETE_FILE,
};

const struct verb import_verb = {
    .name = "import",
    .summary = "import the archives of NetBSD's rump kernel",
    .about =
        "Imports the archives of NetBSD's rump kernel (librump*.a, with include/rump if it is "
        "there) from PATH, a folder or a release set like comp.tar.xz, and lists the components: "
        "sizes in bytes, and the other components that each needs beside the base. Keeps them in "
        "$EVM_CACHE, $XDG_CACHE_HOME/evm or ~/.cache/evm, for all manifests without the key "
        "'netbsd', unless $EVM_RUMP_DIR names a folder.",
    .operands = &archives,
    .options = (const struct verb_option[]){{0}},
    .examples = EXAMPLES("evm import netbsd comp.tar.xz"),
    .exit = &exit_codes,
};

static const struct operands one_key = {
    .text = "[KEY | VERB]",
    .expected = "one KEY",
    .most = 1,
    .complete = COMPLETE_KEY,
};

static const struct item man_pages[] = {{"evm.1", NULL}, {"evm-manifest.5", NULL}, {NULL, NULL}};

const struct item shells[SHELLS + 1] = {
    [SHELL_BASH] = {"bash", NULL}, [SHELL_ZSH] = {"zsh", NULL}, [SHELL_FISH] = {"fish", NULL}};

static const struct verb_option help_options[] = {
    {"markdown", OPTION_MARKDOWN, .help = "all keys, in the tables of docs/manifest.md"},
    {"man", OPTION_MAN, "PAGE", .words = man_pages,
     .help = "the source of the manual page evm.1 or evm-manifest.5"},
    {"completion", OPTION_COMPLETION, "SHELL", .words = shells,
     .help = "a script that makes bash, zsh or fish complete command lines of evm"},
    {0}};

const struct verb help_verb = {
    .name = "help",
    .summary = "explain a key of the manifest",
    .about =
        "Explains KEY of a manifest: its value, range, default and effect. Explains VERB as 'evm "
        "VERB --help' does. Without KEY and VERB, lists all verbs and keys.",
    .operands = &one_key,
    .options = help_options,
    .examples = EXAMPLES("evm help queue", "source <(evm help --completion bash)"),
    .exit = &exit_codes,
};
