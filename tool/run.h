/* SPDX-License-Identifier: BSD-2-Clause */
/* Running of bootable images in QEMU. */
#ifndef RUN_H
#define RUN_H

#include <sys/types.h>

#include "base.h"

struct run_options {
    const char *machine;       /* "q35" or "pc" */
    unsigned timeout;          /* seconds, 0 = none */
    struct strings qemu_args;  /* more arguments for QEMU */
    bool verbose;
    bool iommu;                /* the machine is to have one */
};

/* Runs a bootable image with the console on stdin and stdout. `devices`: arguments for QEMU. Returns the system's
 * status as it says itself on its console ("[evm] system off: status N"); OUTCOME_HOST if QEMU ended without it, which
 * is explained on stderr; 128 + signal if the user ended it by force: a first SIGINT, SIGTERM or SIGHUP only asks the
 * system to end. */
int run_image(const struct buffer *image, uint64_t memory, const struct strings *devices,
              const struct run_options *options);

/* Starts a program that dies with the tool. `in`, `out`: its standard input and output (and errors if `errors`). -1:
 * errno. */
pid_t run_child(char *const argv[], int in, int out, int errors);

/* Whether QEMU can use KVM here: the CPU has the extensions and a guest was seen to run. The answer is kept in the
 * cache. */
bool kvm_works(void);

#endif
