/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A byte stream on a channel: the producer writes, the consumer reads. It belongs to the session in
 * which it was opened. After a restart, data in flight is lost, and calls return LINK_RESTARTED
 * until the stream is opened again. link_flush() and link_sleep() publish written data and freed
 * buffers. LINK_DOWN: no session yet.
 */
#ifndef LINK_STREAM_H
#define LINK_STREAM_H

#include <link/link.h>

struct link_stream { /* private */
    struct link_channel *channel;
    const struct link_request *request; /* reader: the current request, */
    uint32_t done;                      /* and how much of it was read */
    uint64_t session;
    bool ended;
};

enum { LINK_STREAM_DATA, LINK_STREAM_END }; /* kinds of request */

/* Opens a stream in the current session. The channel must have no other use. */
void link_stream_open(struct link_stream *stream, struct link_channel *channel);

/* Writes as many of `bytes` (at least 1) as the free buffers hold, and returns how many. Each call
 * uses at least one buffer. LINK_EMPTY: no room now. LINK_INVALID: after its end. RESTARTED, DOWN,
 * BROKEN */
int64_t link_stream_write(struct link_stream *stream, const void *data, uint64_t bytes);

/* Ends the stream. LINK_EMPTY: no room now. LINK_INVALID: it has ended. RESTARTED, DOWN, BROKEN */
int link_stream_end(struct link_stream *stream);

/* Bytes read, 1 .. bytes; 0: the end. LINK_EMPTY: no data now. RESTARTED, DOWN, BROKEN */
int64_t link_stream_read(struct link_stream *stream, void *data, uint64_t bytes);

#endif
