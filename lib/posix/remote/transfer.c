/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading and writing. Data passes through the stage, unless it is in a block of the link already.
 * Transfers larger than the stage take several calls, where the descriptor allows that (enum sort).
 */
#include <cos/print.h>
#include <cos/string.h>
#include <errno.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "descriptor.h"
#include "iovec.h"
#include "posix.h"

#define PEER_MAX 256 /* bytes of a socket's address: its length is one byte */

struct transfer {
    int file;
    unsigned number; /* of the system call */
    bool writes;
    bool positioned; /* at `offset` */
    bool addressed;  /* with flags and a peer's address */
    off_t offset;
    int flags;
    uint64_t peer, peer_bytes; /* the VM's arguments */
};

static long call_chunk(const struct transfer *transfer, struct service *service, uint64_t memory,
                       size_t bytes, size_t done)
{
    uint64_t arguments[6] = {(uint64_t)descriptor_get(transfer->file)->remote, memory, bytes};
    unsigned count = 3;
    long result;

    if (transfer->positioned) { /* [3] is padding */
        arguments[4] = (uint64_t)transfer->offset + done;
        count = 5;
    } else if (transfer->addressed) {
        arguments[3] = (uint64_t)transfer->flags;
        arguments[4] = transfer->peer;
        arguments[5] = transfer->peer_bytes;
        count = 6;
    }
    result = service_call(service, transfer->number, arguments, count);
    if (result > (long)bytes) {
        errno = EIO; /* more than a correct kernel can return */
        return -1;
    }
    return result;
}

static bool goes_on(const struct transfer *transfer)
{
    enum sort sort = descriptor_sort(transfer->file);

    return sort == SORT_REGULAR ||
           (sort == SORT_STREAM && (transfer->writes || transfer->flags & MSG_WAITALL));
}

/* Makes as many calls as needed; after an error, returns the bytes done so far, if any. The stage
 * is in use up to `kept`. */
static ssize_t by_stage(const struct transfer *transfer, struct service *service,
                        const struct iovec *vector, int count, size_t bytes)
{
    size_t done = 0, kept = service->used, limit = stage_room(service);

    if (bytes > limit && transfer->writes && descriptor_sort(transfer->file) == SORT_MESSAGES) {
        errno = EMSGSIZE;
        return -1;
    }
    do {
        size_t part = bytes - done < limit ? bytes - done : limit;
        bool more = done + part < bytes && goes_on(transfer);
        char *stage;
        long result;

        service->used = kept;
        stage = stage_get(service, part);
        if (transfer->writes)
            iovec_move(vector, count, done, stage, part, true);
        result = call_chunk(transfer, service, (uint64_t)stage, part, done);
        if (result < 0)
            return done > 0 ? (ssize_t)done : -1;
        if (!transfer->writes)
            iovec_move(vector, count, done, stage, (size_t)result, false);
        done += (size_t)result;
        if ((size_t)result < part || !more)
            break;
    } while (done < bytes);
    return (ssize_t)done;
}

static ssize_t on_console(const struct transfer *transfer, const struct iovec *vector, int count,
                          size_t bytes)
{
    if (transfer->positioned || transfer->addressed) {
        errno = transfer->positioned ? ESPIPE : ENOTSOCK;
        return -1;
    }
    for (int i = 0; i < count && transfer->writes; i++)
        cos_write(vector[i].iov_base, vector[i].iov_len);
    return transfer->writes ? (ssize_t)bytes : 0;
}

/* The caller has put the peer's address, if any, into the stage. */
static ssize_t run(const struct transfer *transfer, const struct iovec *vector, int count)
{
    const struct descriptor *descriptor = descriptor_get(transfer->file);
    size_t bytes;

    if (descriptor == NULL || !iovec_bytes(vector, count, &bytes))
        return -1;
    if (descriptor->service == NULL)
        return on_console(transfer, vector, count, bytes);
    if (!transfer->addressed)
        stage_empty(descriptor->service);
    if (count == 1 && in_block(descriptor->service, vector->iov_base, bytes))
        return call_chunk(transfer, descriptor->service, (uint64_t)vector->iov_base, bytes, 0);
    return by_stage(transfer, descriptor->service, vector, count, bytes);
}

ssize_t readv(int file, const struct iovec *vector, int count)
{
    return run(&(struct transfer){.file = file, .number = SYS_read}, vector, count);
}

ssize_t writev(int file, const struct iovec *vector, int count)
{
    return run(&(struct transfer){.file = file, .number = SYS_write, .writes = true}, vector,
               count);
}

ssize_t preadv(int file, const struct iovec *vector, int count, off_t offset)
{
    return run(
        &(struct transfer){.file = file, .number = SYS_pread, .positioned = true, .offset = offset},
        vector, count);
}

ssize_t pwritev(int file, const struct iovec *vector, int count, off_t offset)
{
    return run(&(struct transfer){.file = file,
                                  .number = SYS_pwrite,
                                  .writes = true,
                                  .positioned = true,
                                  .offset = offset},
               vector, count);
}

ssize_t read(int file, void *buffer, size_t bytes)
{
    return readv(file, &(struct iovec){buffer, bytes}, 1);
}

ssize_t write(int file, const void *buffer, size_t bytes)
{
    return writev(file, &(struct iovec){(void *)buffer, bytes}, 1);
}

ssize_t pread(int file, void *buffer, size_t bytes, off_t offset)
{
    return preadv(file, &(struct iovec){buffer, bytes}, 1, offset);
}

ssize_t pwrite(int file, const void *buffer, size_t bytes, off_t offset)
{
    return pwritev(file, &(struct iovec){(void *)buffer, bytes}, 1, offset);
}

/* The service of a socket; empties its stage. */
static struct service *socket_service(int socket)
{
    const struct descriptor *descriptor = descriptor_get(socket);

    if (descriptor == NULL || descriptor->service == NULL) {
        errno = descriptor == NULL ? EBADF : ENOTSOCK;
        return NULL;
    }
    stage_empty(descriptor->service);
    return descriptor->service;
}

ssize_t sendto(int socket, const void *buffer, size_t bytes, int flags, const struct sockaddr *to,
               socklen_t to_bytes)
{
    struct transfer transfer = {.file = socket,
                                .number = SYS_sendto,
                                .writes = true,
                                .addressed = true,
                                .flags = flags,
                                .peer_bytes = to_bytes};
    struct service *service = socket_service(socket);

    if (service == NULL || !stage_copy(service, to, to_bytes, &transfer.peer))
        return -1;
    return run(&transfer, &(struct iovec){(void *)buffer, bytes}, 1);
}

ssize_t recvfrom(int socket, void *buffer, size_t bytes, int flags, struct sockaddr *from,
                 socklen_t *from_bytes)
{
    struct transfer transfer = {
        .file = socket, .number = SYS_recvfrom, .addressed = true, .flags = flags};
    struct service *service = socket_service(socket);
    socklen_t room = from != NULL && from_bytes != NULL ? *from_bytes : 0;
    ssize_t result;

    room = room < PEER_MAX ? room : PEER_MAX;
    if (service == NULL ||
        (room > 0 && ((transfer.peer = (uint64_t)stage_get(service, room)) == 0 ||
                      !stage_copy(service, &room, sizeof room, &transfer.peer_bytes))))
        return -1;
    result = run(&transfer, &(struct iovec){buffer, bytes}, 1);
    if (result >= 0 && room > 0) {
        *from_bytes = *(const volatile socklen_t *)transfer.peer_bytes;
        memcpy(from, (const void *)transfer.peer, *from_bytes < room ? *from_bytes : room);
    }
    return result;
}
