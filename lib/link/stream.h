/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A byte stream on a channel: the producer writes, the consumer reads. It belongs to the session it
 * was opened in; after a restart, what was on the way is lost, and the stream ends with
 * LINK_RESTARTED until it is opened anew. What is written is seen, and room made, by link_flush()
 * or link_sleep(). LINK_DOWN: no session yet.
 */
#ifndef LINK_STREAM_H
#define LINK_STREAM_H

#include <link/link.h>

struct link_stream { /* private */
    struct link_channel *channel;
    const struct link_request *request; /* reader: the one that is being read, */
    uint32_t done;                      /* and how much of it was */
    uint64_t session;
    bool ended;
};

enum { LINK_STREAM_DATA, LINK_STREAM_END }; /* kinds of request */

/* Begins in the present session. The channel must not be used for anything else. */
void link_stream_open(struct link_stream *stream, struct link_channel *channel);

/* Bytes taken, 1 .. bytes: as many as there is room for; a buffer at least is used. bytes: at least
 * 1. LINK_EMPTY: no room now. LINK_INVALID: after its end. RESTARTED, DOWN, BROKEN */
int64_t link_stream_write(struct link_stream *stream, const void *data, uint64_t bytes);

/* End of what is written. LINK_EMPTY: no room now. LINK_INVALID: it has ended.
 * RESTARTED, DOWN, BROKEN */
int link_stream_end(struct link_stream *stream);

/* Bytes read, 1 .. bytes; 0: the end. LINK_EMPTY: nothing there now. RESTARTED, DOWN, BROKEN */
int64_t link_stream_read(struct link_stream *stream, void *data, uint64_t bytes);

#endif
