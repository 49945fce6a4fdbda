/* SPDX-License-Identifier: BSD-2-Clause */
#include <link/stream.h>
#include <stddef.h>

/* LINK_OK, or why the stream cannot be used. */
static int obstacle(const struct link_stream *stream)
{
    const struct link *link = stream->channel->link;

    if (link->state == LINK_BROKEN)
        return LINK_BROKEN;
    return link->session == stream->session ? LINK_OK : LINK_RESTARTED;
}

void link_stream_open(struct link_stream *stream, struct link_channel *channel)
{
    struct link_done lost;

    *stream = (struct link_stream){.channel = channel, .session = channel->link->session};
    while (link_reclaim(channel, &lost) == LINK_OK) /* a consumer has none */
        link_give(channel, lost.buffer);
}

/* Takes back buffers that the reader has read, at most all submitted ones. */
static void reap(struct link_channel *channel)
{
    struct link_done done;

    while (link_reap(channel, &done) == LINK_OK)
        link_give(channel, done.buffer);
}

static int submit(struct link_stream *stream, uint32_t kind, const void *data, uint32_t bytes)
{
    struct link_request request = {.kind = kind, .length = bytes};
    int result, buffer = link_take(stream->channel);

    if (buffer < 0)
        return buffer;
    request.buffer = (uint32_t)buffer;
    __builtin_memcpy(link_buffer(stream->channel, request.buffer), data, bytes);
    result = link_submit(stream->channel, &request, 0);
    if (result != LINK_OK)
        link_give(stream->channel, request.buffer);
    return result;
}

int64_t link_stream_write(struct link_stream *stream, const void *data, uint64_t bytes)
{
    uint64_t written = 0;
    int result;

    reap(stream->channel);
    result = stream->ended ? LINK_INVALID : obstacle(stream);
    while (result == LINK_OK && written < bytes) {
        uint64_t left = bytes - written, most = stream->channel->buffer_bytes;
        uint32_t part = (uint32_t)(left < most ? left : most);

        result = submit(stream, LINK_STREAM_DATA, (const uint8_t *)data + written, part);
        written += result == LINK_OK ? part : 0;
    }
    return written > 0 ? (int64_t)written : result;
}

int link_stream_end(struct link_stream *stream)
{
    int result;

    reap(stream->channel);
    result = stream->ended ? LINK_INVALID : obstacle(stream);
    if (result == LINK_OK)
        result = submit(stream, LINK_STREAM_END, "", 0);
    stream->ended |= result == LINK_OK;
    return result;
}

/* Returns the buffer when all of it has been read. */
static void finish(struct link_stream *stream)
{
    if (stream->done == stream->request->length) {
        link_complete(stream->channel, stream->request->buffer, 0, 0);
        stream->request = NULL;
    }
}

/* LINK_OK: the stream has data to read, or its end. */
static int advance(struct link_stream *stream)
{
    int result = LINK_OK;

    if (stream->request == NULL && !stream->ended) {
        result = link_next(stream->channel, &stream->request);
        stream->done = 0;
        stream->ended = result == LINK_OK && stream->request->kind == LINK_STREAM_END;
    }
    return result;
}

int64_t link_stream_read(struct link_stream *stream, void *data, uint64_t bytes)
{
    uint64_t left, part;
    int result = obstacle(stream);

    if (result == LINK_OK)
        result = advance(stream);
    if (result != LINK_OK || stream->request == NULL)
        return result;
    left = stream->request->length - stream->done;
    part = stream->ended ? 0 : bytes < left ? bytes : left;
    __builtin_memcpy(
        data, (const uint8_t *)link_buffer(stream->channel, stream->request->buffer) + stream->done,
        part);
    stream->done += (uint32_t)part;
    finish(stream);
    /* a request without bytes is not the end */
    return part > 0 || stream->ended ? (int64_t)part : LINK_EMPTY;
}
