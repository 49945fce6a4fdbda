/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs bootable images in QEMU. */
#ifndef RUN_H
#define RUN_H

#include "manifest/manifest.h"

#define RUN_RESETS 10 /* most resets by the watchdog, unless the user gives another number */

struct run_options {
    const char *machine;      /* of QEMU */
    unsigned timeout;         /* seconds, 0 = none */
    unsigned resets;          /* most resets by the watchdog */
    struct strings qemu_args; /* more arguments for QEMU */
    bool verbose;
    bool detached;             /* it runs in the background */
    const char *folder, *name; /* its runtime folder (live/home.h), and its name there; NULL: none
                                */
    bool iommu;                /* the machine has one */
    bool usage;                /* the system prints tables of what its components have used, */
    uint32_t usage_seconds;    /* at the end, and every so often; 0: only at the end */
};

/* Exit statuses of `evm run`. All others come from the VMs: 0, or the status of the first critical
 * VM that failed; or they are 128 + signal, if the user has ended QEMU by force. */
enum run_status {
    RUN_OTHER = 119,   /* replaces a VM's status that equals one of the following */
    RUN_TOOL = 120,    /* + enum outcome of the tool itself */
    RUN_TIMEOUT = 124, /* the time limit was over */
    RUN_SYSTEM = 125,  /* the system itself has failed, not a VM */
    RUN_OWN_FIRST = RUN_TOOL,
    RUN_OWN_LAST = RUN_SYSTEM,
};

/* Runs a bootable image with the console on stdin and stdout. `devices`: arguments for QEMU.
 * Returns an enum run_status, and explains it on stderr unless the console does. The first SIGINT,
 * SIGTERM or SIGHUP asks the system to end, another one ends QEMU. Neither these nor the time limit
 * wait for readers of stdout or stderr. */
int run_image(const struct buffer *image, uint64_t memory, const struct strings *devices,
              const struct manifest *manifest, const struct run_options *options);

#endif
