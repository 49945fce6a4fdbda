/* SPDX-License-Identifier: BSD-2-Clause */
/* Disks with crash records: changed, and mostly sealed again, so that what they say is shown. */
#include <stdlib.h>
#include <string.h>

#include "crash/crash.h"
#include "crash/log.h"
#include "fuzz.h"

#define SLOTS 4

static struct evm_crash_record *record_at(char *disk, size_t slot)
{
    return (void *)(disk + slot * EVM_CRASH_SLOT);
}

static void seal_head(char *disk)
{
    struct evm_crash_head *head = (void *)disk;

    head->sum = evm_crash_head_sum(head);
}

static void make_record(struct evm_crash_record *record, uint64_t number)
{
    static const char lines[] = "first\nsecond \033[2J\nthird";

    *record = (struct evm_crash_record){
        .magic = EVM_CRASH_RECORD,
        .version = EVM_CRASH_VERSION,
        .bytes = sizeof(*record),
        .number = number,
        .boot = 1,
        .order = number,
        .day = 1700000000000000000,
        .component = 4,
        .how = number % EVM_CRASH_ENDS,
        .details = 1,
        .regs = 20,
        .depth = EVM_CRASH_DEPTH,
        .thread = 5,
        .within = {4, 4, 5, 6},
        .trace = {0x400000, 0x400123, 0x500000},
        .name = "web",
        .caller = "disk",
        .names = {"web", "web", "disk"},
        .words = "page fault: write to 0x1, which is not mapped",
        .text_bytes = sizeof(lines) - 1,
    };
    memcpy(record->text, lines, sizeof(lines) - 1);
    record->sum = evm_crash_sum(record);
}

void prepare_crash(struct seeds *seeds)
{
    size_t bytes = (1 + SLOTS) * EVM_CRASH_SLOT;
    char *disk = need(bytes);

    *(struct evm_crash_head *)(void *)disk = (struct evm_crash_head){
        .magic = EVM_CRASH_HEAD,
        .version = EVM_CRASH_VERSION,
        .slot_bytes = EVM_CRASH_SLOT,
        .slots = SLOTS,
    };
    seal_head(disk);
    for (uint64_t number = 1; number <= SLOTS; number++)
        make_record(record_at(disk, number), number);
    seeds_add(seeds, disk, bytes);
    free(disk);
}

void finish_crash(struct buffer *input, uint64_t *random)
{
    if (input->size >= EVM_CRASH_SLOT && next(random) % 8)
        seal_head(input->data);
    for (size_t slot = 1; (slot + 1) * EVM_CRASH_SLOT <= input->size; slot++) {
        struct evm_crash_record *record = record_at(input->data, slot);

        if (next(random) % 8 == 0)
            continue;
        record->magic = EVM_CRASH_RECORD;
        record->version = EVM_CRASH_VERSION;
        record->bytes = sizeof(*record);
        record->number = slot;
        record->sum = evm_crash_sum(record);
    }
}

void read_crash(const struct buffer *input)
{
    struct crash_options options = {0};

    put_input(input);
    for (unsigned json = 0; json < 2; json++) {
        options.json = json;
        for (options.number = 0; options.number <= SLOTS; options.number++)
            crash_run(INPUT, &options);
    }
}
