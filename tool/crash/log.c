/* SPDX-License-Identifier: BSD-2-Clause */
#include "log.h"

#include <stdlib.h>
#include <string.h>

union slot {
    evm_word words[EVM_CRASH_SLOT / sizeof(evm_word)];
    struct evm_crash_head head;
    struct evm_crash_record record;
};

static bool read_slot(const struct crash_disk *disk, uint64_t first, uint64_t number,
                      union slot *slot)
{
    uint64_t offset = first + number * EVM_CRASH_SLOT;

    return offset <= disk->bytes && disk->bytes - offset >= EVM_CRASH_SLOT &&
           disk->read(disk->context, offset, slot, sizeof(*slot));
}

static bool is_zero(const union slot *slot)
{
    evm_word all = 0;

    for (size_t i = 0; i < COUNT(slot->words); i++)
        all |= slot->words[i];
    return !all;
}

static bool is_head(const struct evm_crash_head *head)
{
    return head->magic == EVM_CRASH_HEAD && head->sum == evm_crash_head_sum(head);
}

bool crash_log_is_at(const struct crash_disk *disk, uint64_t first)
{
    union slot slot;

    return read_slot(disk, first, 0, &slot) && is_head(&slot.head);
}

/* Whether its numbers fit. A sum protects from accidents only. */
static bool is_sound(const struct evm_crash_record *record)
{
    return evm_crash_is_whole(record) && record->number && record->how < EVM_CRASH_ENDS &&
           record->regs <= EVM_CRASH_REGS && record->depth <= EVM_CRASH_DEPTH &&
           record->text_bytes <= EVM_CRASH_TEXT;
}

static void end_texts(struct evm_crash_record *record)
{
    record->system[EVM_NAME - 1] = record->name[EVM_NAME - 1] = 0;
    record->caller[EVM_NAME - 1] = record->words[EVM_CRASH_WORDS - 1] = 0;
    for (size_t i = 0; i < EVM_CRASH_DEPTH; i++)
        record->names[i][EVM_NAME - 1] = 0;
}

static void take(const union slot *slot, uint64_t place, struct crash_log *log)
{
    const struct evm_crash_record *record = &slot->record;

    if (is_sound(record) && evm_crash_slot(record->number, log->slots) == place) {
        log->records[log->count] = *record;
        end_texts(&log->records[log->count++]);
    } else if (!is_zero(slot)) {
        log->damaged++;
    }
}

static int by_number(const void *one, const void *other)
{
    const struct evm_crash_record *left = one, *right = other;

    return (left->number > right->number) - (left->number < right->number);
}

const char *crash_log_read(const struct crash_disk *disk, uint64_t first, struct crash_log *log)
{
    union slot slot;

    *log = (struct crash_log){0};
    if (!read_slot(disk, first, 0, &slot))
        return "cannot be read as a disk with crash records: it is too small, or reading fails; "
               "expected at least 8 KiB";
    if (is_zero(&slot))
        return "has no crash records yet: it begins with zeros";
    if (!is_head(&slot.head))
        return "holds no crash records; expected a disk that the key 'crashes' of a manifest names";
    if (slot.head.version != EVM_CRASH_VERSION || slot.head.slot_bytes != EVM_CRASH_SLOT)
        return "holds crash records of another version of eVM; show them with that version";
    if (!slot.head.slots || slot.head.slots > EVM_CRASH_SLOTS_MOST)
        return "is damaged: its head names an impossible number of crash records; expected 1 to "
               "1023";
    log->slots = slot.head.slots;
    log->records = need(log->slots * sizeof(*log->records));
    for (uint32_t i = 1; i <= log->slots; i++)
        if (read_slot(disk, first, i, &slot))
            take(&slot, i, log);
        else
            log->unread = true;
    qsort(log->records, log->count, sizeof(*log->records), by_number);
    return NULL;
}

void crash_log_free(struct crash_log *log)
{
    free(log->records);
    *log = (struct crash_log){0};
}

uint64_t crash_log_lost(const struct crash_log *log, uint32_t index)
{
    const struct evm_crash_record *record = &log->records[index],
                                  *before = index ? record - 1 : NULL;

    if (record->number != (before ? before->number + 1 : 1))
        return 0; /* the slot before is damaged, or the ring has replaced it */
    if (before && before->boot == record->boot)
        return record->order > before->order ? record->order - before->order - 1 : 0;
    return record->order ? record->order - 1 : 0;
}
