/* SPDX-License-Identifier: BSD-2-Clause */
/* Verbs that check, make and run a system. */
#include "rows.h"

#include "qemu/run.h"

const struct verb check_verb = {
    .name = "check",
    .summary = "check a manifest and the files that it names",
    .about =
        "Checks the manifest FILE and the files that it names. Builds nothing, except a guest "
        "kernel that is damaged in the cache and whose size it needs.\n"
        "Prints each mistake to stderr as a line FILE:LINE:COLUMN: MESSAGE. A line with 'note:' "
        "before MESSAGE is no mistake.",
    .operands = &one_manifest,
    .options =
        (const struct verb_option[]){
            {"verbose", 'v',
             .help = "list files of this machine that VMs get although no entry of 'root' names "
                     "them, and the files that need them"},
            {0}},
    .examples = EXAMPLES("evm check gateway.yaml"),
    .exit = &exit_codes,
};

const struct verb build_verb = {
    .name = "build",
    .summary = "build the bootable image",
    .about =
        "Builds the system of the manifest FILE into one bootable image. Guest kernels are built "
        "once for each set of features and kept in $EVM_CACHE, $XDG_CACHE_HOME/evm or "
        "~/.cache/evm.",
    .operands = &one_manifest,
    .options =
        (const struct verb_option[]){
            {"output", 'o', "IMAGE",
             .help = "the file to write (SYSTEM.elf, or SYSTEM.iso, in this folder); no device or "
                     "link: "
                     "'dd' copies the file to a device",
             .complete = COMPLETE_FILE},
            {"iso", OPTION_ISO,
             .help = "an ISO image that boots by GRUB, with BIOS or UEFI, from a CD or (copied to "
                     "it) a USB disk, instead of an ELF file for '" TARGET_QEMU
                     " -kernel' or another Multiboot2 loader"},
            VERBOSE,
            {0}},
    .examples = EXAMPLES("evm build gateway.yaml", "evm build --iso -o gateway.iso gateway.yaml"),
    .exit = &exit_codes,
};

static const struct item machines[] = {
    {TARGET_MACHINE, NULL}, {TARGET_OTHER_MACHINE, NULL}, {NULL, NULL}};

static const struct verb_option run_options[] = {
    {"detach", 'd',
     .help = "run it in the background, without input; 'evm logs' shows what it prints, 'evm stop' "
             "ends it"},
    {"machine", OPTION_MACHINE, "NAME",
     .help = TARGET_MACHINE " (default) or " TARGET_OTHER_MACHINE, .words = machines},
    {"timeout", OPTION_TIMEOUT, "S", .help = "end it after S seconds"},
    {"usage", OPTION_USAGE, "S",
     .help =
         "print, when the system ends, what each VM has used: CPU time and memory, restarts and "
         "crashes; with =S also every S seconds. The keys Ctrl-A u print the same at any time. The "
         "end "
         "by --timeout or --resets waits for the table, for 5 s at most",
     .free = true},
    {"resets", OPTION_RESETS, "N",
     .help = "end it when the watchdog resets the machine more often; default: 10"},
    {"qemu-arg", OPTION_QEMU_ARG, "ARG", .help = "one more argument for QEMU; may be repeated",
     .repeated = true},
    {"verbose", 'v', .help = "show the QEMU command and what programs print"},
    {0}};

static const struct section run_statuses = {
    "Exit status",
    (const struct item[]){
        {"0", "all critical VMs ended well"},
        {"1 .. 255", "(others than below) status of the first critical VM that failed; 128 + N if "
                     "a signal N or a second Ctrl-C (N = 2) ended it"},
        {"119", "that VM ended with 120 to 125, which are the tool's own"},
        EXIT_OWN,
        {"124", "the time limit (--timeout)"},
        {"125", "the system itself failed, not a VM, or the watchdog has reset it too often"},
        {0}},
};

const struct verb run_verb = {
    .name = "run",
    .summary = "build the image and run it in QEMU",
    .about =
        "Builds the system of the manifest FILE and runs it in QEMU, with its console on this "
        "terminal. Ctrl-C asks it to end: its VMs end their programs and unmount their disks. A "
        "second Ctrl-C ends it at once. Uses KVM where it works. Makes missing disk images, and "
        "forwards ports as the manifest says. If a disk of this machine is full or broken, evm "
        "names the image; VMs that use it get errors, and the others go on.",
    .operands = &one_manifest,
    .options = run_options,
    .examples = EXAMPLES("evm run gateway.yaml",
                         "evm run --machine " TARGET_OTHER_MACHINE " --timeout 60 gateway.yaml",
                         "evm run --qemu-arg=-d --qemu-arg=int gateway.yaml",
                         "evm run -d gateway.yaml"),
    .exit = &run_statuses,
    .outcome_base = RUN_TOOL,
};
