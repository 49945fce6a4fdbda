/* SPDX-License-Identifier: BSD-2-Clause */
/* Copies the supervisor's crash records to a disk. */
#include "disk.h"

#include <cos/alive.h>
#include <cos/entry.h>
#include <cos/print.h>
#include <cos/syscall.h>

COS_STACK(8192);

static struct evm_crash_record record;
static struct ring ring;
static struct ring_disk disk;

/* Returns false if the supervisor does not keep it any more. */
static bool fetch(uint64_t order)
{
    evm_word *words = (evm_word *)&record;

    for (uint64_t i = 0; i < EVM_CRASH_RECORD_WORDS; i++) {
        struct cos_result word = cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_RECORD, order, i, 0);

        if (word.value != 0)
            return false;
        words[i] = word.extra;
    }
    return evm_crash_is_whole(&record);
}

/* Tells the supervisor that this record is done with. Returns the next one, 0 if there is none. */
static uint64_t next_after(uint64_t order)
{
    struct cos_result next = cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_RECORD_NEXT, order, 0, 0);

    return next.value == 0 ? next.extra : 0;
}

/* Returns false if the disk has failed. It says so once; the next record is another attempt. */
static bool keep(void)
{
    static bool reported;

    if (ring_has(&ring, &record))
        return true;
    if (ring_add(&ring, &record)) {
        reported = false;
        return true;
    }
    if (!reported)
        cos_print("crash records cannot be written: the disk has failed; replace it\n");
    reported = true;
    return false;
}

static void keep_all(void)
{
    uint64_t order = next_after(0);

    while (order != 0 && (!fetch(order) || keep()))
        order = next_after(order);
}

int main(const struct cos_start *start)
{
    const char *problem;
    uint64_t events = 0;

    cos_answer_begin();
    problem = disk_open(&disk, start);
    if (problem == NULL)
        problem = ring_open(&ring, &disk);
    if (problem != NULL)
        cos_print("the disk for crash records cannot be used: %s\n", problem);
    while (!(events & COS_EVENT_POWER)) {
        if (problem == NULL)
            keep_all();
        events = disk_wait();
    }
    cos_answer_end();
    if (problem == NULL)
        keep_all();
    return 0;
}
