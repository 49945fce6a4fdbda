/* SPDX-License-Identifier: BSD-2-Clause */
/* `evm init`: a folder with a system to begin with. */
#ifndef NEW_SYSTEM_H
#define NEW_SYSTEM_H

#include "base/base.h"

struct init_options {
    const char *folder;              /* to be made; the system has its last part's name */
    const struct strings *linux_vms; /* names, or paths of programs */
    const struct strings *native_vms;
};

/* Makes the folder, and in it a manifest that `evm check` takes. Without VMs it has one with Linux.
 * After an error, which it prints, there is no folder. */
enum outcome init_run(const struct init_options *options);

#endif
