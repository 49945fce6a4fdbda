/* SPDX-License-Identifier: BSD-2-Clause */
/* For programs that use hypercalls with a list of channels of their own: they define
 * cos_blob_find(), in place of lib/cos, by channels_in_place(). */
#ifndef TEST_CHANNELS_H
#define TEST_CHANNELS_H

#include <cos/blob.h>
#include <cos/string.h>
#include <ether.h>
#include <evm/blobs.h>

#define CHANNELS_DISK(disk, number, link)                                     \
    {                                                                         \
        .kind = EVM_CHANNEL_DISK, .index = link, .unit = number, .name = disk \
    }
/* last: the last byte of its address, the first of which is 2 */
#define CHANNELS_ETHER(lan, number, link, last)                                     \
    {                                                                               \
        .kind = EVM_CHANNEL_ETHER, .index = link, .unit = number, .mtu = ETHER_MTU, \
        .address = {2, [5] = last}, .name = lan                                     \
    }

/* Returns no other blob. */
static inline const struct cos_blob *channels_in_place(const char *name,
                                                       const struct evm_channel *channels,
                                                       uint64_t bytes)
{
    static struct cos_blob blob;

    blob = (struct cos_blob){
        .name = EVM_BLOB_CHANNELS, .address = (uint64_t)channels, .bytes = bytes};
    return strcmp(name, EVM_BLOB_CHANNELS) == 0 ? &blob : NULL;
}

#endif
