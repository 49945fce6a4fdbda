/* SPDX-License-Identifier: BSD-2-Clause */
/* Computes which threads can be in which component, by following all gates of an image. */
#ifndef CALLERS_H
#define CALLERS_H

#include <evm/image.h>

/* Sets bit u of into[v] if the first thread of component `u` can enter component `v` by gates,
 * directly or through others. A component's own thread does not count; dormant components do. */
void callers_find(const struct evm_component *components, uint32_t count,
                  const struct evm_grant *grants, uint64_t into[EVM_COMPONENTS]);

#endif
