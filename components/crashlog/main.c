/* SPDX-License-Identifier: BSD-2-Clause */
/* Copies the supervisor's crash records to a disk. */
#include "disk.h"
#include "keep.h"

#include <cos/alive.h>
#include <cos/entry.h>
#include <cos/print.h>
#include <cos/syscall.h>

COS_STACK(8192);

static struct ring ring;
static struct ring_disk disk;

/* Returns false if the supervisor does not keep it any more. */
static bool fetch(uint64_t order, struct evm_crash_record *record)
{
    evm_word *words = (evm_word *)record;

    for (uint64_t i = 0; i < EVM_CRASH_RECORD_WORDS; i++) {
        struct cos_result word = cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_RECORD, order, i, 0);

        if (word.value != 0)
            return false;
        words[i] = word.extra;
    }
    return evm_crash_is_whole(record);
}

static uint64_t next_after(uint64_t order)
{
    struct cos_result next = cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_RECORD_NEXT, order, 0, 0);

    return next.value == 0 ? next.extra : 0;
}

/* Says once that the disk has failed; each new record is another attempt. */
static void keep(void)
{
    static const struct keep_source supervisor = {fetch, next_after, disk_is_ending};
    static bool reported;
    bool good = keep_all(&ring, &supervisor);

    if (!good && !reported)
        cos_print("crash records cannot be written: the disk has failed; replace it\n");
    reported = !good;
}

int main(const struct cos_start *start)
{
    const char *problem;

    cos_answer_begin();
    problem = disk_open(&disk, start);
    if (problem == NULL)
        problem = ring_open(&ring, &disk);
    if (problem != NULL)
        cos_print("the disk for crash records cannot be used: %s\n", problem);
    while (!disk_is_ending()) {
        if (problem == NULL)
            keep();
        disk_wait();
    }
    cos_answer_end();
    if (problem == NULL)
        keep();
    return 0;
}
