/* SPDX-License-Identifier: BSD-2-Clause */
/* Verbs for running systems. */
#include "rows.h"

#define TARGET                                                                            \
    {                                                                                     \
        "target", OPTION_SYSTEM, "SYSTEM",                                                \
            .help = "the system, by its name in 'evm run'; or a line to it: tty:DEVICE, " \
                    "unix:SOCKET. Default: the only one that runs on this machine"        \
    }
#define NEEDS                                                                                     \
    "The manifest must say 'control: serial2'. On a board, its second serial line (115200 baud) " \
    "leads to the system: --target tty:DEVICE."

static const struct operands none = {
    .text = "",
    .missing = "",
    .expected = "no operand",
    .least = 0,
    .most = 0,
};

static const struct operands one_component = {
    .text = "NAME",
    .missing = "the component is missing: expected one NAME, as 'evm ps' shows it",
    .expected = "one NAME",
    .least = 1,
    .most = 1,
};

static const struct operands any_component = {
    .text = "[NAME]",
    .missing = "",
    .expected = "at most one NAME",
    .least = 0,
    .most = 1,
};

#define REFUSED                                                \
    {                                                          \
        "1", "the system refuses it, or has no such component" \
    }
#define WRONG                                \
    {                                        \
        "2", "a mistake in the command line" \
    }
#define FAILED                                            \
    {                                                     \
        "3", "no such system runs, or it does not answer" \
    }

static const struct section live_codes = {
    "Exit codes", (const struct item[]){{"0", "success"}, WRONG, FAILED, {0}}};
static const struct section act_codes = {
    "Exit codes", (const struct item[]){{"0", "success"}, REFUSED, WRONG, FAILED, {0}}};
static const struct section stop_codes = {
    "Exit codes",
    (const struct item[]){{"0", "the system has ended; by a line only: it was asked to end"},
                          REFUSED,
                          WRONG,
                          FAILED,
                          {"124", "it has not ended in time (--timeout), and was ended"},
                          {0}}};

const struct verb ps_verb = {
    .name = "ps",
    .summary = "list the components of a running system",
    .about = "Lists the components of a running system: VMs, services, drivers and root "
             "components, with state, last status, restarts, crashes, hangs and kills, memory now "
             "and as declared, CPU time, budget, priority and weight.\n" NEEDS,
    .operands = &none,
    .options = (const struct verb_option[]){TARGET, JSON, {0}},
    .examples = EXAMPLES("evm ps", "evm ps --json --target gateway",
                         "evm ps --target tty:/dev/ttyUSB0"),
    .exit = &live_codes,
};

const struct verb top_verb = {
    .name = "top",
    .summary = "show what the components use, again and again",
    .about = "Shows the table of 'evm ps' every two seconds, with the share of the CPU in that "
             "time, until the system ends. On a terminal, each replaces the one before.\n" NEEDS,
    .operands = &none,
    .options = (const struct verb_option[]){TARGET,
                                            JSON,
                                            {"count", 'n', "COUNT",
                                             .help = "end after COUNT tables"},
                                            {"interval", OPTION_INTERVAL, "S",
                                             .help = "seconds between tables; default: 2"},
                                            {0}},
    .examples = EXAMPLES("evm top", "evm top -n 2 --interval 1"),
    .exit = &live_codes,
};

const struct verb logs_verb = {
    .name = "logs",
    .summary = "show what a system has printed",
    .about = "Shows what the console of a system has printed, with times (UTC): all, or what the "
             "VM NAME has printed and 'evm' has said of it. 'evm run' keeps the last 4 MiB or more "
             "for systems that it runs with -d or with 'control: serial2', until the next run "
             "under the same name.",
    .operands = &any_component,
    .options = (const struct verb_option[]){TARGET,
                                            {"follow", 'f', .help = "go on until the system ends"},
                                            {"since", OPTION_SINCE, "TIME",
                                             .help = "only the last TIME, like 10s or 5min"},
                                            {0}},
    .examples = EXAMPLES("evm logs", "evm logs -f --since 10s web"),
    .exit = &live_codes,
};

const struct verb kill_verb = {
    .name = "kill",
    .summary = "end a component of a running system as a fault would",
    .about = "Ends a component at once, as a fault would. The manifest's key 'restart' says "
             "whether it is started again. Of the root components, only the console can be "
             "ended.\n" NEEDS,
    .operands = &one_component,
    .options = (const struct verb_option[]){TARGET, {0}},
    .examples = EXAMPLES("evm kill web"),
    .exit = &act_codes,
};

const struct verb restart_verb = {
    .name = "restart",
    .summary = "start a component of a running system again",
    .about = "Ends a component and starts it again, whatever the manifest's key 'restart' says, "
             "within its limit 'max'. Starts one that has ended.\n" NEEDS,
    .operands = &one_component,
    .options = (const struct verb_option[]){TARGET, {0}},
    .examples = EXAMPLES("evm restart web"),
    .exit = &act_codes,
};

const struct verb stop_verb = {
    .name = "stop",
    .summary = "end a running system",
    .about = "Asks a system to end: its VMs end their programs and unmount their disks. Waits for "
             "the end, and prints the exit status of its 'evm run'. A system that 'evm run' runs "
             "needs no control channel for this.",
    .operands = &none,
    .options =
        (const struct verb_option[]){
            TARGET,
            {"timeout", OPTION_PATIENCE, "S",
             .help = "end it by force after S seconds; default: 30. Not for tty: and unix:"},
            {0}},
    .examples = EXAMPLES("evm stop", "evm stop --timeout 5 --target gateway"),
    .exit = &stop_codes,
};
