/* SPDX-License-Identifier: BSD-2-Clause */
#include "ring.h"

#include <stddef.h>

#define SLOT_SECTORS (EVM_CRASH_SLOT / RING_SECTOR)
#define FAILED       "it has failed"
/* No disk ever gets so many records, so each number has a next one. */
#define NUMBER_MOST (UINT64_MAX / 2)

/* A slot, with the record that it holds. */
union slot {
    evm_word words[EVM_CRASH_SLOT / sizeof(evm_word)];
    struct evm_crash_head head;
    struct evm_crash_record record;
};

static union slot slot;

static bool is_zero(void)
{
    evm_word all = 0;

    for (unsigned i = 0; i < EVM_CRASH_SLOT / sizeof(evm_word); i++)
        all |= slot.words[i];
    return all == 0;
}

static bool read_slot(const struct ring *ring, uint64_t number)
{
    return ring->disk->read(ring->disk->context, number * SLOT_SECTORS, &slot, EVM_CRASH_SLOT);
}

/* Returns the number of slots that fit behind the head. */
static uint64_t room(const struct ring_disk *disk)
{
    uint64_t slots = disk->sectors / SLOT_SECTORS;

    return slots == 0 ? 0 : slots - 1 < EVM_CRASH_SLOTS_MOST ? slots - 1 : EVM_CRASH_SLOTS_MOST;
}

/* The head is in one sector: so it is written as a whole, or not at all. */
static const char *begin(struct ring *ring)
{
    const struct ring_disk *disk = ring->disk;

    for (uint64_t i = 0; i <= ring->slots; i++) {
        if (!read_slot(ring, i))
            return FAILED;
        if (!is_zero())
            return "it holds something else; expected a disk of zeros, or one with crash records";
    }
    slot.head = (struct evm_crash_head){.magic = EVM_CRASH_HEAD,
                                        .version = EVM_CRASH_VERSION,
                                        .slot_bytes = EVM_CRASH_SLOT,
                                        .slots = ring->slots};
    slot.head.sum = evm_crash_head_sum(&slot.head);
    return disk->write(disk->context, 0, &slot, RING_SECTOR) && disk->flush(disk->context) ? NULL
                                                                                           : FAILED;
}

static struct ring_mark mark_of(const struct evm_crash_record *record)
{
    return (struct ring_mark){record->number, record->boot, record->order};
}

/* Finds the newest record. */
static const char *look(struct ring *ring)
{
    const struct evm_crash_record *record = &slot.record;

    for (uint64_t i = 1; i <= ring->slots; i++) {
        if (!read_slot(ring, i))
            return FAILED;
        if (evm_crash_is_whole(record) && record->number > ring->newest.number &&
            record->number <= NUMBER_MOST && evm_crash_slot(record->number, ring->slots) == i)
            ring->newest = mark_of(record);
    }
    ring->safe = ring->newest;
    return NULL;
}

const char *ring_open(struct ring *ring, const struct ring_disk *disk)
{
    const struct evm_crash_head *head = &slot.head;

    *ring = (struct ring){.disk = disk, .slots = room(disk)};
    if (ring->slots == 0)
        return "it is too small; expected at least 8K";
    if (!read_slot(ring, 0))
        return FAILED;
    if (head->magic != EVM_CRASH_HEAD || head->sum != evm_crash_head_sum(head))
        return begin(ring);
    if (head->version != EVM_CRASH_VERSION || head->slot_bytes != EVM_CRASH_SLOT)
        return "it holds crash records of another version; expected a disk of zeros";
    if (head->slots == 0 || head->slots > ring->slots)
        return "it holds more crash records than it has room for; expected a disk of zeros";
    ring->slots = head->slots;
    return look(ring);
}

bool ring_has(const struct ring *ring, const struct evm_crash_record *record)
{
    const struct ring_mark *newest = &ring->newest;

    return newest->number != 0 && record->boot == newest->boot && record->order <= newest->order;
}

bool ring_write(struct ring *ring, struct evm_crash_record *record)
{
    const struct ring_disk *disk = ring->disk;
    uint64_t number = ring->newest.number + 1;

    record->number = number;
    record->sum = evm_crash_sum(record);
    slot = (union slot){.record = *record};
    if (!disk->write(disk->context, evm_crash_slot(number, ring->slots) * SLOT_SECTORS, &slot,
                     EVM_CRASH_SLOT))
        return false;
    ring->newest = mark_of(record);
    return true;
}

bool ring_flush(struct ring *ring)
{
    bool good = ring->disk->flush(ring->disk->context);

    if (good)
        ring->safe = ring->newest;
    else
        ring->newest = ring->safe;
    return good;
}

bool ring_is_due(const struct ring *ring)
{
    return ring->newest.number - ring->safe.number >= (ring->slots + 1) / 2;
}
