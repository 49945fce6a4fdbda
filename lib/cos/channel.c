/* SPDX-License-Identifier: BSD-2-Clause */
/* Linux's overlay compiles this file, too, so it uses no other part of lib/cos. */
#include <cos/blob.h>
#include <cos/channel.h>
#include <ether.h>

_Static_assert(sizeof(struct evm_channel) == 56, "the tool writes it so");
_Static_assert(sizeof(((struct evm_channel *)0)->address) == ETHER_ADDRESS, "an Ethernet address");

static bool is_ether(const struct evm_channel *channel)
{
    return channel->kind == EVM_CHANNEL_ETHER || channel->kind == EVM_CHANNEL_ETHER_LENT;
}

static bool has_address(const struct evm_channel *channel)
{
    unsigned bits = 0;

    for (unsigned i = 0; i < ETHER_ADDRESS; i++)
        bits |= channel->address[i];
    return bits != 0;
}

/* Checks that the component has the link or the gate. */
static bool index_is_good(const struct cos_start *start, const struct evm_channel *channel)
{
    if (channel->kind == EVM_CHANNEL_RNG)
        return channel->index >= COS_SLOT_CALL && channel->index < COS_SLOT_SIGNAL;
    return channel->index < start->link_count && channel->index < COS_SIGNALS;
}

static bool mtu_is_good(const struct evm_channel *channel)
{
    if (!is_ether(channel))
        return channel->mtu == 0;
    return channel->mtu >= ETHER_MTU_LEAST && channel->mtu <= ETHER_MTU_MOST;
}

/* An address that is not given is all zero; bit 0 of the first byte means a group of stations. */
static bool address_is_good(const struct evm_channel *channel)
{
    if (channel->kind != EVM_CHANNEL_ETHER)
        return !has_address(channel);
    return has_address(channel) && (channel->address[0] & 1) == 0;
}

static bool is_good(const struct cos_start *start, const struct evm_channel *channel)
{
    return channel->kind > 0 && channel->kind < EVM_CHANNEL_KINDS &&
           index_is_good(start, channel) && mtu_is_good(channel) && address_is_good(channel) &&
           channel->read_only <= (channel->kind == EVM_CHANNEL_DISK_LENT) &&
           channel->reserved == 0 && channel->name[0] != 0 &&
           channel->name[EVM_CHANNEL_NAME - 1] == 0;
}

int cos_channel_at(const struct cos_start *start, uint32_t number, struct evm_channel *channel)
{
    const struct cos_blob *blob = cos_blob_find(start, EVM_BLOB_CHANNELS);
    struct evm_channel copy;

    if (blob == NULL || number >= blob->bytes / sizeof copy)
        return -COS_ENOENT;
    copy = ((const struct evm_channel *)blob->address)[number];
    if (!is_good(start, &copy))
        return -COS_EINVAL;
    *channel = copy;
    return 0;
}

static bool has_name(const struct evm_channel *channel, const char *name)
{
    unsigned i = 0;

    while (channel->name[i] == name[i] && name[i] != 0)
        i++;
    return channel->name[i] == name[i];
}

/* By the name, or by the unit where that is NULL. */
static bool find(const struct cos_start *start, enum evm_channel_kind kind, const char *name,
                 uint32_t unit, struct evm_channel *channel)
{
    struct evm_channel found;
    int error;

    for (uint32_t i = 0; (error = cos_channel_at(start, i, &found)) != -COS_ENOENT; i++) {
        if (error == 0 && found.kind == kind &&
            (name != NULL ? has_name(&found, name) : found.unit == unit)) {
            *channel = found;
            return true;
        }
    }
    return false;
}

bool cos_channel_find(const struct cos_start *start, enum evm_channel_kind kind, const char *name,
                      struct evm_channel *channel)
{
    return find(start, kind, name, 0, channel);
}

bool cos_channel_unit(const struct cos_start *start, enum evm_channel_kind kind, uint32_t unit,
                      struct evm_channel *channel)
{
    return find(start, kind, NULL, unit, channel);
}
