/* SPDX-License-Identifier: BSD-2-Clause */
/* sendmsg() and recvmsg(): copy the message's parts to the stage and join its buffers into one. */
#include <cos/string.h>
#include <errno.h>
#include <sys/socket.h>

#include "descriptor.h"
#include "iovec.h"
#include "posix.h"

#define SCM_RIGHTS 1 /* descriptors, whose numbers the VM would misread */

/* A message in the stage. */
struct staged {
    struct msghdr *header;
    char *name, *control, *data;
    size_t bytes; /* of data */
};

static bool carries_descriptors(const struct msghdr *message)
{
    for (const struct cmsghdr *control = CMSG_FIRSTHDR(message);
         control != NULL && control->cmsg_len > 0; control = CMSG_NXTHDR(message, control))
        if (control->cmsg_level == SOL_SOCKET && control->cmsg_type == SCM_RIGHTS)
            return true;
    return false;
}

/* Makes room for the message and as many of its `bytes` of data as fit; copies name and control
 * data. */
static bool prepare(struct service *service, const struct msghdr *message, size_t bytes,
                    struct staged *staged)
{
    struct iovec *data;
    uint64_t name, control;

    stage_empty(service);
    staged->header = stage_get(service, sizeof *staged->header);
    data = stage_get(service, sizeof *data);
    if (staged->header == NULL || data == NULL ||
        !stage_copy(service, message->msg_name, message->msg_namelen, &name) ||
        !stage_copy(service, message->msg_control, message->msg_controllen, &control))
        return false;
    staged->name = (char *)name;
    staged->control = (char *)control;
    staged->bytes = bytes < stage_room(service) ? bytes : stage_room(service);
    staged->data = stage_get(service, staged->bytes);
    *data = (struct iovec){staged->data, staged->bytes};
    *staged->header = (struct msghdr){.msg_name = staged->name,
                                      .msg_namelen = message->msg_namelen,
                                      .msg_iov = data,
                                      .msg_iovlen = 1,
                                      .msg_control = staged->control,
                                      .msg_controllen = message->msg_controllen};
    return true;
}

/* The socket's VM, and the size of the message's buffers. */
static struct service *service_of(int socket, const struct msghdr *message, size_t *bytes)
{
    const struct descriptor *descriptor = descriptor_get(socket);

    if (descriptor == NULL || !iovec_bytes(message->msg_iov, message->msg_iovlen, bytes))
        return NULL;
    if (descriptor->service == NULL)
        errno = ENOTSOCK;
    return descriptor->service;
}

static long call(int socket, struct service *service, unsigned number, const struct msghdr *header,
                 int flags)
{
    uint64_t remote = (uint64_t)descriptor_get(socket)->remote;

    return service_call(service, number, (uint64_t[]){remote, (uint64_t)header, (uint64_t)flags},
                        3);
}

ssize_t sendmsg(int socket, const struct msghdr *message, int flags)
{
    struct staged staged;
    size_t bytes;
    struct service *service = service_of(socket, message, &bytes);

    if (service == NULL)
        return -1;
    if (carries_descriptors(message)) {
        errno = EINVAL;
        return -1;
    }
    if (!prepare(service, message, bytes, &staged))
        return -1;
    if (staged.bytes < bytes && descriptor_sort(socket) != SORT_STREAM) {
        errno = EMSGSIZE;
        return -1;
    }
    iovec_move(message->msg_iov, message->msg_iovlen, 0, staged.data, staged.bytes, true);
    return call(socket, service, SYS_sendmsg, staged.header, flags);
}

static void take(void *to, const char *from, socklen_t room, socklen_t bytes)
{
    if (from != NULL)
        memcpy(to, from, bytes < room ? bytes : room);
}

ssize_t recvmsg(int socket, struct msghdr *message, int flags)
{
    struct msghdr header;
    struct staged staged;
    size_t bytes;
    struct service *service = service_of(socket, message, &bytes);
    long result;

    if (service == NULL || !prepare(service, message, bytes, &staged))
        return -1;
    result = call(socket, service, SYS_recvmsg, staged.header, flags);
    if (result > (long)staged.bytes) {
        errno = EIO; /* more than a correct kernel can return */
        return -1;
    }
    if (result >= 0) {
        memcpy(&header, staged.header, sizeof header); /* once: the VM may change it at any time */
        iovec_move(message->msg_iov, message->msg_iovlen, 0, staged.data, (size_t)result, false);
        take(message->msg_name, staged.name, message->msg_namelen, header.msg_namelen);
        take(message->msg_control, staged.control, message->msg_controllen, header.msg_controllen);
        if (header.msg_controllen < message->msg_controllen)
            message->msg_controllen = header.msg_controllen;
        message->msg_namelen = header.msg_namelen;
        message->msg_flags = header.msg_flags;
    }
    return result;
}
