/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Crash records: what is known of a component's failure. The supervisor makes them in its own
 * memory; the component `machine.crashes` copies them to the disk that the manifest's key `crashes`
 * names, where `evm crash` reads them. The disk begins with a head, in its first slot; the other
 * slots are a ring: the record with number n is in slot 1 + (n - 1) % slots, so a new one replaces
 * the oldest. A loss of power while a slot is written costs what that slot held, and no more: its
 * sum is wrong then. All fields are little-endian, of this layout; a reader trusts none of them.
 */
#ifndef EVM_CRASH_H
#define EVM_CRASH_H

#include <stdbool.h>

#include "checksum.h"
#include "image.h"

#define EVM_CRASH_VERSION    1
#define EVM_CRASH_SLOT       4096 /* bytes of a slot */
#define EVM_CRASH_SLOTS_MOST 1023 /* of the ring, however large the disk */
#define EVM_CRASH_KEPT       16   /* pages for records: the supervisor keeps 15, and makes one */

#define EVM_CRASH_HEAD   0x6461654868735243ull /* "CRshHead" */
#define EVM_CRASH_RECORD 0x6365526873615243ull /* "CRashRec" */

#define EVM_CRASH_REGS  40  /* most registers of any architecture; in its order (COS_REG_*) */
#define EVM_CRASH_DEPTH 24  /* most places of a backtrace */
#define EVM_CRASH_WORDS 120 /* bytes of the description, NUL included */
#define EVM_CRASH_TEXT  2048

/* The console keeps that many bytes of what each component has printed last. */
#define EVM_CRASH_HISTORY EVM_CRASH_TEXT

/* How a component has ended. */
enum evm_crash_end {
    EVM_CRASH_EXIT, /* with a status other than 0 */
    EVM_CRASH_REBOOT,
    EVM_CRASH_FAULT,
    EVM_CRASH_KILL,
    EVM_CRASH_LOST, /* its thread ended without a status */
    EVM_CRASH_HUNG,
    EVM_CRASH_RESET, /* no component's end: before this run the board's watchdog has reset the
                        machine; `words` say why */
    EVM_CRASH_ENDS   /* how many there are */
};

/* The first sector of the disk; the rest of its slot is 0. */
struct evm_crash_head {
    uint64_t magic; /* EVM_CRASH_HEAD */
    uint32_t version, slot_bytes;
    uint64_t slots; /* of the ring, behind the head's own: 1 .. EVM_CRASH_SLOTS_MOST */
    uint64_t sum;   /* evm_sum() of the words before */
};

struct evm_crash_record {
    uint64_t magic;          /* EVM_CRASH_RECORD */
    uint32_t version, bytes; /* of this struct */
    uint64_t sum;            /* evm_crash_sum() */
    uint64_t number;         /* on the disk, from 1 on */
    uint64_t boot;           /* of the run of the system: another one has another number */
    uint64_t order;          /* among the records of that run, from 1 on */
    uint64_t image;          /* struct evm_image.checksum */
    uint64_t day, uptime;    /* time of the end: ns since 1970 (UTC), 0: not known; ns since the
                                kernel's first instruction */

    uint32_t component; /* its index in the image; EVM_CRASH_RESET: EVM_COMPONENTS */
    uint32_t life;      /* which of its lives has ended, from 1 on */
    uint32_t how;       /* enum evm_crash_end */
    uint32_t status;

    /* Its account, at the record's time, since the system's start: */
    uint64_t ran;            /* ns of the CPU */
    uint64_t missed;         /* how often it was ready, but had to wait for its next budget */
    uint32_t budget, period; /* microseconds; 0: it has none */
    uint64_t pages;          /* page frames that it had; kernel objects included */
    uint64_t own_pages;      /* of them, by `memory:` of the manifest */

    /* Of a fault or a hang; all 0 if there was no room for details: */
    uint32_t details;              /* 1: there are */
    uint32_t regs;                 /* registers */
    uint64_t cause, address, code; /* as for a fault gate */
    uint64_t instruction;          /* the bytes there; 0: not known */
    uint64_t silence_ms;           /* of a hang */
    int64_t state;                 /* the same: COS_INSPECTED_*, or an error: not known */
    uint32_t thread;               /* the component whose thread it was */
    uint32_t depth;                /* of the backtrace */
    uint64_t reg[EVM_CRASH_REGS];
    uint64_t trace[EVM_CRASH_DEPTH]; /* instruction pointers, innermost first, */
    uint8_t within[EVM_CRASH_DEPTH]; /* and their components: also the chain of calls */

    /* Texts. Their bytes may be anything; a NUL ends each, but `text`. */
    char system[EVM_NAME], name[EVM_NAME];
    char caller[EVM_NAME];                 /* name of `thread` */
    char names[EVM_CRASH_DEPTH][EVM_NAME]; /* of the components in `within` */
    char words[EVM_CRASH_WORDS];           /* the cause */
    uint32_t text_bytes, reserved;
    char text[EVM_CRASH_TEXT]; /* what it has printed last, also in earlier lives */
};
_Static_assert(sizeof(struct evm_crash_record) <= EVM_CRASH_SLOT, "a record fits into a slot");
_Static_assert(sizeof(struct evm_crash_record) % sizeof(uint64_t) == 0, "it is whole words");

#define EVM_CRASH_RECORD_WORDS (sizeof(struct evm_crash_record) / sizeof(uint64_t))

static inline uint64_t evm_crash_head_sum(const struct evm_crash_head *head)
{
    return evm_sum(EVM_SUM_START, (const evm_word *)head, offsetof(struct evm_crash_head, sum) / 8);
}

/* Returns the sum of a record, as if the field `sum` were 0. */
static inline uint64_t evm_crash_sum(const struct evm_crash_record *record)
{
    static const evm_word zero;
    const evm_word *words = (const evm_word *)record;
    uint64_t field = offsetof(struct evm_crash_record, sum) / sizeof zero;
    uint64_t sum = evm_sum(evm_sum(EVM_SUM_START, words, field), &zero, 1);

    return evm_sum(sum, words + field + 1, EVM_CRASH_RECORD_WORDS - field - 1);
}

/* Whether it is a record, as it was written. Its numbers may still be too large for its arrays. */
static inline bool evm_crash_is_whole(const struct evm_crash_record *record)
{
    return record->magic == EVM_CRASH_RECORD && record->version == EVM_CRASH_VERSION &&
           record->bytes == sizeof *record && record->sum == evm_crash_sum(record);
}

/* Returns the slot of the record with that number, in a ring of that many. */
static inline uint64_t evm_crash_slot(uint64_t number, uint64_t slots)
{
    return 1 + (number - 1) % slots;
}

#endif
