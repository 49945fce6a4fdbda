/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DEVICES_REFUSAL_H
#define DEVICES_REFUSAL_H

#include <device_work.h>

/* Says why the component cannot have its devices, which have been found, or its device memory; why
 * NULL: it can. Then its devices respond to accesses, but access nothing themselves. */
struct work_refusal refusal_of(uint64_t id);

#endif
