/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Links: requests with buffers, from one component to another, through memory that both can write
 * (cos/start.h).
 *
 * A link has up to LINK_CHANNELS channels. The producer of a channel submits requests, each of
 * which lends one buffer of the channel's pool; the consumer completes them, in any order. The
 * library trusts nothing that it reads from the link: a side that breaks the rules ends the link
 * (LINK_BROKEN) and harms only itself. The other side can write to buffers at any time: copy data
 * before checking it. Only one thread at a time may use a link. No call blocks, or takes longer
 * than stated.
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
#define LINK_DEPTH    256 /* most requests of a channel in flight */

enum link_result {
    LINK_OK = 0,
    LINK_EMPTY = -1,     /* no request, no completion, no free buffer */
    LINK_DOWN = -2,      /* the other side is not there, or has restarted: call link_poll() */
    LINK_RESTARTED = -3, /* the other side has restarted; only from link_poll(), once for each
                          * restart */
    LINK_BROKEN = -4,    /* the other side broke the rules; lasts until link_open() */
    LINK_INVALID = -5,   /* the caller broke the rules: no such buffer, or one that it does not
                          * hold; no effect */
};

/* The shape of a channel, a constant in the code of both sides. */
struct link_shape {
    uint32_t depth;        /* buffers, and so most requests in flight: a power of 2, 2 ..
                            * LINK_DEPTH */
    uint32_t buffer_bytes; /* 64 .. 65536, a multiple of 64; pools begin at page boundaries */
    bool by_owner;         /* the producer is the memory's owner, else its peer */
};

struct link_request {
    uint32_t buffer, length; /* the lent buffer; bytes in use, which the library limits to
                              * buffer_bytes */
    uint32_t kind, flags;    /* their meaning is up to the two sides */
    uint64_t block, argument;
};

struct link_done {
    uint64_t cookie;         /* as submitted; kept in the producer's own memory */
    uint32_t buffer, length; /* length: up to buffer_bytes */
    int32_t status;
};

/* A side's private record of a buffer; the alignment makes finding it cheap. */
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
    uint64_t head, seen;               /* of the ring that we read: the next entry; its end at the
                                        * last check */
    uint64_t tail, published;          /* of the ring that we write */
    uint32_t last, buffer_bytes, free; /* last: highest buffer */
    bool producer, lazy;
};

struct link_config {
    void *memory; /* zeroed before its owner starts, from the first page up; page-aligned */
    uint64_t bytes;
    bool owner; /* of the memory */
    bool lazy;  /* completions only return buffers to this side: no ring while it has others */
    uint32_t channels;
    const struct link_shape *shapes;
    struct link_slot *slots;  /* one for each buffer of all channels */
    void (*ring)(void *bell); /* ends the other side's wait, or its next one: COS_OP_SIGNAL */
    void *bell;
};

struct link {                        /* private, except `channels`, in the order of the shapes */
    struct link_side *mine, *theirs; /* in the link */
    uint64_t session, expected, heard, ticket, rung; /* see link.c */
    uint32_t epoch, channel_count;
    int32_t state;
    void (*ring)(void *bell);
    void *bell;
    struct link_channel channels[LINK_CHANNELS];
};

/* Bytes of memory that the shapes need; 0: they are not valid. Any thread may call it. */
uint64_t link_bytes(const struct link_shape *shapes, uint32_t count);

/* Opens or resets the link: all earlier requests are void, and the other side sees a restart.
 * LINK_INVALID: the shapes are not valid or need more memory. */
int link_open(struct link *link, const struct link_config *config);

/*
 * Call it first after each wake-up. LINK_OK: the channels are usable. LINK_RESTARTED: requests
 * taken before are void; unfinished requests can be had by link_reclaim(). The other side waits for
 * the next call: before it, stop all code and devices that may still access buffers. Also
 * LINK_DOWN, LINK_BROKEN. Cost: few instructions, O(depths) at a restart.
 */
int link_poll(struct link *link);

/* Whether data just copied from a buffer is the other side's: the session in which link_next() or
 * link_reap() named the buffer still lasts. False: the memory may have been cleared meanwhile;
 * discard the copy. */
bool link_holds(const struct link *link);

/* After LINK_BROKEN: whether the other side has begun anew since, so that link_open() is of use.
 * Its end may have been announced before the session was found broken. */
bool link_renewed(const struct link *link);

/* Ends the session as if the other side had broken the rules, for a caller that knows that it will
 * not return. link_reclaim() and link_open() may follow. */
void link_abandon(struct link *link);

/* Publishes all submitted requests and completions, and rings once if the other side sleeps. */
void link_flush(struct link *link);

/* Flushes, and asks for a ring. True: the caller should wait. False: there is more to do. A lazy
 * side gets a ring for completions on a channel only if it has no free buffer there now; if it runs
 * out later, it must call this function again. */
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

/* Returns a buffer, unused or after its completion. LINK_INVALID */
int link_give(struct link_channel *channel, uint32_t buffer);

/* Lends request->buffer, which the caller has taken, until link_reap() returns it. LINK_INVALID,
 * DOWN, BROKEN */
int link_submit(struct link_channel *channel, const struct link_request *request, uint64_t cookie);

/* Next completion; the caller holds its buffer again, and gives it back or submits it. LINK_EMPTY,
 * DOWN, BROKEN */
int link_reap(struct link_channel *channel, struct link_done *done);

/* After LINK_RESTARTED or LINK_BROKEN: cookie and buffer of the oldest request that was not
 * completed. The caller holds the buffer again, and gives it back, or fills and submits it.
 * LINK_EMPTY: no more. O(depth) */
int link_reclaim(struct link_channel *channel, struct link_done *lost);

/* ---- Consumer ---- */

/* Next request, in the order of submission; a checked private copy, valid until its completion.
 * LINK_EMPTY, DOWN, BROKEN */
int link_next(struct link_channel *channel, const struct link_request **request);

/* Completes a request. status: its meaning is up to the two sides; length: bytes in the buffer, up
 * to buffer_bytes. LINK_INVALID, DOWN, BROKEN */
int link_complete(struct link_channel *channel, uint32_t buffer, int32_t status, uint32_t length);

#endif
