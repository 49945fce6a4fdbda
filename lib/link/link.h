/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Links: requests with buffers, from one component to another, through memory that both can write
 * (cos/start.h).
 *
 * A link has some channels. The producer of a channel submits requests, each of which lends one
 * buffer of the channel's pool; the consumer completes them, in any order. Nothing that is read
 * from the link is believed: a side that breaks the rules ends the link (LINK_BROKEN), and hurts
 * nobody but itself. Buffers can be written by the other side at any time: copy what is to be
 * checked. One thread at a time may use a link; no call blocks, or takes longer than stated.
 *
 *     for (;;) {
 *         while (link_poll(&link) == LINK_RESTARTED)
 *             forget(everything_taken);
 *         while (link_next(requests, &request) == LINK_OK)
 *             link_complete(requests, request->buffer, serve(request, link_buffer(requests,
 *             request->buffer)), length);
 *         if (link_sleep(&link))
 *             cos_wait(...);
 *     }
 */
#ifndef LINK_LINK_H
#define LINK_LINK_H

#include <stdbool.h>
#include <stdint.h>

#define LINK_CHANNELS 4   /* most channels of a link */
#define LINK_DEPTH    256 /* most requests of a channel at a time */

enum link_result {
    LINK_OK = 0,
    LINK_EMPTY = -1,     /* no request, no completion, no free buffer */
    LINK_DOWN = -2,      /* the other side is not there, or has begun anew: link_poll() */
    LINK_RESTARTED = -3, /* the other side has begun anew; only from link_poll(), once each time */
    LINK_BROKEN = -4,    /* the other side broke the rules; so it stays until link_open() */
    LINK_INVALID = -5,   /* the caller broke the rules: no such buffer, or not its own
                            now; nothing was done */
};

/* What a link is, in constants that both sides are compiled with. */
struct link_shape {
    uint32_t depth;        /* buffers, and so most requests at a time: a power
                              of 2, 2 .. LINK_DEPTH */
    uint32_t buffer_bytes; /* 64 .. 65536, a multiple of 64; pools begin at page boundaries */
    bool by_owner;         /* the producer is the owner of the memory, else its peer */
};

struct link_request {
    uint32_t buffer, length; /* lent with it; bytes in use: up to buffer_bytes, the
                                consumer may rely on that */
    uint32_t kind, flags;    /* these mean what the two sides agree on */
    uint64_t block, argument;
};

struct link_done {
    uint64_t cookie;         /* as submitted; it has never left the producer's own memory */
    uint32_t buffer, length; /* length: up to buffer_bytes */
    int32_t status;
};

/* A side's private record of a buffer; aligned, which makes finding it cheap. */
struct __attribute__((aligned(64))) link_slot {
    struct link_request request; /* consumer */
    uint64_t cookie;             /* producer */
    int64_t order;
    uint32_t state, next;
};

struct link_channel { /* private */
    struct link *link;
    uint64_t *tail_out, *tail_in, *requests, *completions; /* in the link; requests published,
                                                              completions published */
    uint8_t *pool;
    struct link_slot *slots;
    uint64_t head, seen;               /* of the ring we read: next to read; how far it was
                                 filled at the last look */
    uint64_t tail, published;          /* of the ring we write */
    uint32_t last, buffer_bytes, free; /* last: buffer */
    bool producer, lazy;
};

struct link_config {
    void *memory; /* zeroed before its owner starts, from the first page up; page-aligned */
    uint64_t bytes;
    bool owner; /* of the memory */
    bool lazy;  /* completions only give buffers back to this side: it need not
                     know while it has others */
    uint32_t channels;
    const struct link_shape *shapes;
    struct link_slot *slots;  /* as many as the depths add up to */
    void (*ring)(void *bell); /* wakes the other side now, or when it waits next: COS_OP_SIGNAL */
    void *bell;
};

struct link {                        /* private, but for `channels`: in the order of the shapes */
    struct link_side *mine, *theirs; /* in the link */
    uint64_t session, expected, heard, ticket, rung; /* see link.c */
    uint32_t epoch, channel_count;
    int32_t state;
    void (*ring)(void *bell);
    void *bell;
    struct link_channel channels[LINK_CHANNELS];
};

/* Bytes of memory that the shapes need; 0: they are not valid. Anybody. */
uint64_t link_bytes(const struct link_shape *shapes, uint32_t count);

/* Begins: everything earlier is void, the other side will see a restart. LINK_INVALID: no
 * valid shapes, or too big. */
int link_open(struct link *link, const struct link_config *config);

/*
 * To be called first after each wake-up. LINK_OK: the channels can be used. LINK_RESTARTED:
 * requests taken before are void; those submitted and not completed are for link_reclaim(). The
 * other side waits for the next call: before that, end whatever may still touch buffers. Also
 * LINK_DOWN, LINK_BROKEN. Cost: few instructions, O(depths) at a restart.
 */
int link_poll(struct link *link);

/* Whether what was copied out of a buffer just now is what the other side put there: the session is
 * still the one in which link_next() or link_reap() named the buffer. False: its memory may have
 * been cleared meanwhile; forget the copy. */
bool link_holds(const struct link *link);

/* Ends the session as if the other side had broken the rules: who calls this knows that it does not
 * come back. Then as after that: link_reclaim(), link_open(). */
void link_abandon(struct link *link);

/* Shows the other side what was submitted and completed, and rings if it sleeps: once for many. */
void link_flush(struct link *link);

/* Flushes, and asks to be rung for. True: there is nothing to do, wait. False: something is there,
 * go on. A lazy side is told of completions on a channel only if it has no free buffer there now;
 * who finds out later asks again. */
bool link_sleep(struct link *link);

/* The bytes of a buffer. buffer: one that link_take(), link_next(), link_reap() or
 * link_reclaim() named. */
static inline void *link_buffer(const struct link_channel *channel, uint32_t buffer)
{
    return channel->pool + (uint64_t)buffer * channel->buffer_bytes;
}

/* ---- Producer ---- */

/* A buffer to fill: its index, or LINK_EMPTY. */
int link_take(struct link_channel *channel);

/* Gives a buffer back unused, or after its completion. LINK_INVALID */
int link_give(struct link_channel *channel, uint32_t buffer);

/* Lends request->buffer, which the caller has taken, until link_reap() says it is done.
 * LINK_INVALID, DOWN, BROKEN */
int link_submit(struct link_channel *channel, const struct link_request *request, uint64_t cookie);

/* Next completion; its buffer is the caller's again, to be given back or submitted.
 * LINK_EMPTY, DOWN, BROKEN */
int link_reap(struct link_channel *channel, struct link_done *done);

/* After LINK_RESTARTED or LINK_BROKEN: cookie and buffer of the oldest request that was not
 * completed. The buffer is the caller's again, to be given back, or filled and submitted anew.
 * LINK_EMPTY: no more. O(depth) */
int link_reclaim(struct link_channel *channel, struct link_done *lost);

/* ---- Consumer ---- */

/* Next request, in the order of submission; checked, and private until it is completed.
 * LINK_EMPTY, DOWN, BROKEN */
int link_next(struct link_channel *channel, const struct link_request **request);

/* status: as agreed on; length: bytes in the buffer, up to buffer_bytes.
 * LINK_INVALID, DOWN, BROKEN */
int link_complete(struct link_channel *channel, uint32_t buffer, int32_t status, uint32_t length);

#endif
