/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a component's links and gates are for (struct evm_channel of evm/blobs.h). A native program
 * finds its port of the manifest's switch `lan` so:
 *
 *     struct evm_channel port;
 *
 *     if (cos_channel_find(start, EVM_CHANNEL_ETHER, "lan", &port))
 *         use(&start->links[port.index], COS_SLOT_SIGNAL + port.index);
 */
#ifndef COS_CHANNEL_H
#define COS_CHANNEL_H

#include <cos/abi.h>
#include <cos/start.h>
#include <evm/blobs.h>
#include <stdbool.h>

/* Checks the component's channel of that number, and copies it. Returns 0; -COS_ENOENT: there are
 * not so many; -COS_EINVAL: it breaks a rule of evm/blobs.h, as when it names a link that the
 * component lacks. *channel is set only if the result is 0. */
int cos_channel_at(const struct cos_start *start, uint32_t number, struct evm_channel *channel);

/* Copies the good channel of that kind and name. Returns false if there is none. */
bool cos_channel_find(const struct cos_start *start, enum evm_channel_kind kind, const char *name,
                      struct evm_channel *channel);

/* The same by the unit. */
bool cos_channel_unit(const struct cos_start *start, enum evm_channel_kind kind, uint32_t unit,
                      struct evm_channel *channel);

#endif
