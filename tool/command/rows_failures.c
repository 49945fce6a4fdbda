/* SPDX-License-Identifier: BSD-2-Clause */
/* Verbs about failures. */
#include "rows.h"

#include "fault/options.h"

static const struct item fault_kinds[] = {
    {"register", "a bit of a general register changes"},
    {"ip", "a jump to nowhere, into other code, or to data"},
    {"text", "a bit of the function that runs changes"},
    {"data", "a bit of the target's data changes"},
    {"stack", "a bit of the stack changes, near its top"},
    {"heap", "a bit of the memory behind the data changes"},
    {"fault", "an instruction that faults"},
    {"hang", "a jump to itself"},
    {"pointer", "a register that holds an address gets a wild one"},
    {"overflow", "the stack is used up"},
    {"syscall", "a random system call"},
    {"link", "a bit changes at the head of a link's memory, which tells of requests and answers"},
    {0}};

static const struct verb_option fault_options[] = {
    {"seed", OPTION_SEED, "N", .help = "chooses the faults (1): the same seed gives the same list"},
    {"count", OPTION_COUNT, "M", .help = "faults to inject (100)"},
    {"target", OPTION_TARGET, "NAME",
     .help = "inject into this component; may be repeated. Default: all VMs and services. The root "
             "components (booter, sched, console, supervisor) only take part when they are named",
     .repeated = true},
    {"kind", OPTION_KIND, "KIND",
     .help = "inject faults of this kind; may be repeated. Default: all", .repeated = true,
     .words = fault_kinds},
    {"replay", OPTION_REPLAY, "K", .help = "only inject fault number K of the list"},
    {"json", OPTION_JSON_FILE, "FILE", .help = "write all faults to FILE",
     .complete = COMPLETE_FILE},
    {"wrong", OPTION_WRONG, "REGEX",
     .help =
         "a component that prints a line with this has given a wrong answer; default: 'not ok'"},
    {"settle", OPTION_SETTLE, "TIME",
     .help = "the system's time from its start to the first fault (3s)"},
    {"window", OPTION_WINDOW, "TIME",
     .help = "the system's time in which a fault must strike, and in which all must be well again "
             "(1s); "
             "ten times as long for a component that starts again"},
    {"verbose", 'v', .help = "show the console, and what comes of each fault"},
    {0}};

static const struct section fault_statuses = {
    "Exit status",
    (const struct item[]){{"0", "no fault has escaped from its target"},
                          {"1", "a fault has escaped: another component failed, or the system"},
                          {"2", "no fault was triggered: nothing can be said"},
                          EXIT_OWN,
                          {"130", "Ctrl-C (128 + N: signal N), and no fault has escaped so far"},
                          {0}},
};

const struct verb fault_verb = {
    .name = "fault",
    .summary = "run the system in QEMU and inject faults into it",
    .about =
        "Builds the system of the manifest FILE, runs it in QEMU, and injects faults into it, one "
        "after the other. Each fault strikes its target while the target runs. Watches the "
        "console: whether the target fails, whether anything else does, and whether the target is "
        "back. Starts the system anew when it is not well again. Writes nothing to disk images. "
        "Ctrl-C ends it, with what it has found so far. Without faults, the system must go on "
        "working: if another VM than the target fails by itself, a fault is said to have escaped "
        "to it. A line on stderr says how far it is: in a log after each tenth of the faults, but "
        "at most one in a minute.",
    .operands = &one_manifest,
    .options = fault_options,
    .words = &(const struct section){"Kinds", fault_kinds},
    .examples = EXAMPLES("evm fault --seed 7 --count 1000 --json faults.json gateway.yaml",
                         "evm fault --target web --kind register --kind ip gateway.yaml",
                         "evm fault --seed 7 --replay 312 -v gateway.yaml"),
    .exit = &fault_statuses,
    .outcome_base = FAULT_TOOL,
};

static const struct operands record_operands = {
    .text = "FILE [N]",
    .missing = "the manifest is missing: expected one FILE",
    .expected = "one FILE",
    .least = 1,
    .most = 2,
    .complete = COMPLETE_MANIFEST,
};

const struct verb crash_verb = {
    .name = "crash",
    .summary = "show the crash records that a system has left on its disk",
    .about =
        "Lists the crash records of the system of the manifest FILE, from the image of the disk "
        "that its key 'crashes' names; or shows record number N: cause, registers, the components "
        "that the thread was in, functions with file and line, CPU time and memory, and what the "
        "component has printed last. Says if the record is of another image than the manifest "
        "makes now.\n"
        "FILE may also be the image of a disk, as 'dd' copies it from a board's disk: then "
        "functions and lines are not known.\n"
        "Changes nothing, but builds a guest kernel that the cache lacks. If the system cannot be "
        "made now, says why, and shows the records without functions and lines.",
    .operands = &record_operands,
    .options =
        (const struct verb_option[]){
            {"last", OPTION_LAST, .help = "the newest record"},
            {"gdb", OPTION_GDB,
             .help = "open it in gdb (package gdb), with the symbols of the component that the "
                     "thread was in; $crash_rip and so on are its registers"},
            {"json", OPTION_JSON, .help = "print JSON: all records, or the one"},
            VERBOSE,
            {0}},
    .examples = EXAMPLES("evm crash gateway.yaml", "evm crash gateway.yaml 3",
                         "evm crash --last --gdb gateway.yaml"),
    .exit = &exit_codes,
};
