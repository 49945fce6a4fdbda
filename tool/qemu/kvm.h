/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether KVM works. */
#ifndef KVM_H
#define KVM_H

#include <stdbool.h>

/* Whether QEMU can use KVM here: the CPU has the extensions and a guest was seen to run. The answer
 * is kept in the cache. */
bool kvm_works(void);

#endif
