/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The control channel of a running system: frames on its second serial line, between a tool and the
 * component `monitor` (the manifest's key `control`). A tool sends requests, one at a time; the
 * monitor answers each with its number. Neither side trusts the other, nor the line: a frame that
 * is too long, or whose checksum is wrong, counts as noise, and the reader looks for the next one
 * within its bytes. All numbers are little-endian.
 */
#ifndef EVM_CONTROL_H
#define EVM_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checksum.h"

#define CONTROL_MAGIC   0x43d0e5f1u
#define CONTROL_VERSION 1
#define CONTROL_CONFIG  "control" /* the monitor's blob: struct control_config */

#define CONTROL_BYTES_MOST 192 /* of a frame's contents */
#define CONTROL_FRAME_MOST (sizeof(struct control_head) + CONTROL_BYTES_MOST + sizeof(evm_word))
/* ms after which the monitor takes what it has of a frame for noise */
#define CONTROL_PAUSE_MS 200

enum control_kind {
    CONTROL_HELLO = 1, /* struct control_hello */
    CONTROL_SHOW,      /* of component `id`: struct control_component */
    CONTROL_KILL,      /* ends component `id` as a fault would (SUPERVISOR_KILL) */
    CONTROL_RESTART,   /* ends it, and starts it again whatever `restart` says; starts one that is
                          down (SUPERVISOR_AGAIN) */
    CONTROL_STOP,      /* asks all components to end; then the system ends (SUPERVISOR_SHUTDOWN) */
    CONTROL_ANSWER = 0x100 /* + the request's kind */
};

/* A frame: this, `bytes` of contents, a multiple of 8, and the sum of both: evm_sum(). */
struct control_head {
    uint32_t magic;
    uint16_t kind, bytes;
    uint32_t number; /* of the request; its sender chooses it */
    uint32_t reserved;
};

struct control_request {
    struct control_head head;
    uint64_t id; /* index of the component */
};

/* Each answer begins with the result: 0, or a negative COS_E*. ENOENT: no such component, or it
 * does not exist now; EINVAL: a root component; EBUSY: the system ends. */
struct control_hello {
    int64_t result;
    uint32_t version, components;
    uint64_t now_us; /* since the system's start */
};

struct control_component {
    int64_t result;
    char name[EVM_NAME];
    uint32_t kind;  /* enum evm_kind */
    uint32_t state; /* enum supervisor_state */
    uint32_t status, was_hung;
    uint64_t now_us, time_us;  /* since the system's start: time, and CPU time */
    uint64_t memory, declared; /* bytes: now, kernel objects included; what the manifest gives */
    uint32_t restarts, exits, reboots, crashes, kills, losses, hangs, missed;
    uint32_t priority, weight, budget_us, period_us;
};

/* What the monitor knows of the system from the manifest. */
struct control_config {
    uint32_t version, components;
    struct control_item {
        char name[EVM_NAME];
        uint64_t declared;
        uint32_t priority, weight, budget_us, period_us;
        uint32_t kind, reserved;
    } item[EVM_COMPONENTS];
};

/* ---- Frames ---- */

struct control_frame {
    struct control_head head;
    uint8_t contents[CONTROL_BYTES_MOST + sizeof(evm_word)];
} __attribute__((aligned(8)));

/* Received bytes. All zero: none. */
struct control_reader {
    struct control_frame frame; /* the bytes, from the first one that may begin a frame */
    uint32_t count;             /* how many */
    uint32_t done;              /* of these, those of the frame that was returned last */
};

static inline size_t control_frame_bytes(const struct control_head *head)
{
    return sizeof *head + head->bytes + sizeof(evm_word);
}

static inline evm_word *control_sum_place(struct control_frame *frame)
{
    return (evm_word *)(frame->contents + frame->head.bytes);
}

static inline evm_word control_sum(const struct control_frame *frame)
{
    return evm_sum(EVM_SUM_START, (const evm_word *)frame,
                   (sizeof frame->head + frame->head.bytes) / sizeof(evm_word));
}

/* Completes a frame whose head, but for the magic number, and contents are filled in: a multiple of
 * 8 bytes, at most CONTROL_BYTES_MOST. Returns the bytes to send. */
static inline size_t control_seal(struct control_frame *frame)
{
    frame->head.magic = CONTROL_MAGIC;
    frame->head.reserved = 0;
    *control_sum_place(frame) = control_sum(frame);
    return control_frame_bytes(&frame->head);
}

/* Whether these bytes may begin a frame, of which more may come. */
static inline bool control_may_begin(const uint8_t *bytes, uint32_t count)
{
    static const uint32_t magic = CONTROL_MAGIC;
    struct control_head head;

    for (uint32_t i = 0; i < sizeof magic && i < count; i++)
        if (bytes[i] != (uint8_t)(magic >> 8 * i))
            return false;
    if (count < sizeof head)
        return true;
    __builtin_memcpy(&head, bytes, sizeof head);
    return head.bytes <= CONTROL_BYTES_MOST && head.bytes % sizeof(evm_word) == 0;
}

/* Drops bytes, and then those that cannot begin a frame. */
static inline void control_drop(struct control_reader *reader, uint32_t bytes)
{
    uint8_t *all = (uint8_t *)&reader->frame;

    while (bytes < reader->count && !control_may_begin(all + bytes, reader->count - bytes))
        bytes++;
    reader->count -= bytes;
    reader->done = 0;
    __builtin_memmove(all, all + bytes, reader->count);
}

/* Returns the bytes of the frame that begins there; 0: not all are there; -1: none begins there. */
static inline int control_look(struct control_reader *reader)
{
    const struct control_head *head = &reader->frame.head;

    if (!control_may_begin((const uint8_t *)head, reader->count))
        return -1;
    if (reader->count < sizeof *head || reader->count < control_frame_bytes(head))
        return 0;
    return control_sum(&reader->frame) == *control_sum_place(&reader->frame)
               ? (int)control_frame_bytes(head)
               : -1;
}

/* Returns the next whole frame, which is there until the next call of one of these functions; NULL:
 * more bytes are needed, and there is room for one at least. */
static inline const struct control_frame *control_next(struct control_reader *reader)
{
    int bytes;

    if (reader->done != 0)
        control_drop(reader, reader->done);
    while (reader->count != 0 && (bytes = control_look(reader)) != 0) {
        if (bytes > 0) {
            reader->done = (uint32_t)bytes;
            return &reader->frame;
        }
        control_drop(reader, 1);
    }
    return NULL;
}

/* Takes a received byte; only after control_next() has returned NULL. */
static inline void control_add(struct control_reader *reader, uint8_t byte)
{
    ((uint8_t *)&reader->frame)[reader->count++] = byte;
}

/* The rest of the frame that has begun does not come: takes its beginning for noise. Then call
 * control_next(). */
static inline void control_give_up(struct control_reader *reader)
{
    if (reader->count != 0)
        control_drop(reader, 1);
}

#endif
