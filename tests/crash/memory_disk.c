/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "memory_disk.h"

unsigned char disk[BYTES];
uint32_t sectors_left, writes, flushes;

static bool read_bytes(void *context, uint64_t sector, void *data, uint32_t bytes)
{
    (void)context;
    assert_true(sector * RING_SECTOR + bytes <= BYTES);
    memcpy(data, disk + sector * RING_SECTOR, bytes);
    return true;
}

static bool write_bytes(void *context, uint64_t sector, const void *data, uint32_t bytes)
{
    (void)context;
    assert_true(sector * RING_SECTOR + bytes <= BYTES);
    for (uint32_t done = 0; done < bytes; done += RING_SECTOR) {
        if (sectors_left == 0)
            return false;
        sectors_left -= sectors_left != NEVER;
        memcpy(disk + sector * RING_SECTOR + done, (const char *)data + done, RING_SECTOR);
        writes++;
    }
    return true;
}

static bool flush(void *context)
{
    (void)context;
    flushes++;
    return sectors_left != 0;
}

const struct ring_disk whole = {NULL, BYTES / RING_SECTOR, read_bytes, write_bytes, flush};

static bool read_log(void *context, uint64_t offset, void *bytes, size_t size)
{
    (void)context;
    assert_true(offset <= BYTES && size <= BYTES - offset);
    memcpy(bytes, disk + offset, size);
    return true;
}

const char *look(struct crash_log *log)
{
    const struct crash_disk source = {BYTES, read_log, NULL};

    return crash_log_read(&source, 0, log);
}

struct evm_crash_record make(uint64_t order)
{
    struct evm_crash_record record = {
        .magic = EVM_CRASH_RECORD,
        .version = EVM_CRASH_VERSION,
        .bytes = sizeof(record),
        .boot = 7,
        .order = order,
        .how = EVM_CRASH_FAULT,
        .details = 1,
        .regs = 20,
        .depth = 2,
        .trace = {0x400000, 0x400010},
        .name = "web",
        .words = "page fault",
        .text_bytes = EVM_CRASH_TEXT,
        .text = "line\n",
    };

    record.text[EVM_CRASH_TEXT - 1] = (char)order; /* the last sector is different, too */
    record.sum = evm_crash_sum(&record);
    return record;
}

bool add(struct ring *ring, uint64_t order)
{
    struct evm_crash_record record = make(order);

    return ring_write(ring, &record) && ring_flush(ring);
}

void fill(uint64_t count)
{
    struct ring ring;

    memset(disk, 0, sizeof(disk));
    sectors_left = NEVER;
    assert_null(ring_open(&ring, &whole));
    for (uint64_t i = 1; i <= count; i++)
        assert_true(add(&ring, i));
}
