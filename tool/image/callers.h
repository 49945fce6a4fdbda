/* SPDX-License-Identifier: BSD-2-Clause */
/* Which threads can be in which component: what the gates of an image allow, followed over all
 * components between. */
#ifndef CALLERS_H
#define CALLERS_H

#include <evm/image.h>

/* into[v]: bit u is set if the thread that component `u` begins with can be brought into component
 * `v` by gates, be it through others; its own begins there, which does not count. Components that
 * are dormant count as the others do. */
void callers_find(const struct evm_component *components, uint32_t count,
                  const struct evm_grant *grants, uint64_t into[EVM_COMPONENTS]);

#endif
