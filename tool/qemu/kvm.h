/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether KVM works. */
#ifndef KVM_H
#define KVM_H

#include <stdbool.h>

/* Returns true if QEMU can use KVM here: the CPU has the extensions, and a trial guest has run.
 * Keeps the answer in the cache. */
bool kvm_works(void);

#endif
