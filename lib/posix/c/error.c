/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *const meanings[ELAST + 1] = {
    [0] = "no error",
    [EPERM] = "only a privileged process may do this",
    [ENOENT] = "no such file or directory",
    [ESRCH] = "no such process",
    [EINTR] = "interrupted by a signal",
    [EIO] = "a device failed",
    [ENXIO] = "no such device",
    [E2BIG] = "argument list too long",
    [ENOEXEC] = "not an executable format",
    [EBADF] = "not an open descriptor, or not open for this",
    [ECHILD] = "no child processes",
    [EDEADLK] = "would wait for itself",
    [ENOMEM] = "out of memory",
    [EACCES] = "permission denied",
    [EFAULT] = "bad address",
    [ENOTBLK] = "not a block device",
    [EBUSY] = "in use",
    [EEXIST] = "already exists",
    [EXDEV] = "on another file system",
    [ENODEV] = "the device cannot do this or does not exist",
    [ENOTDIR] = "not a directory",
    [EISDIR] = "is a directory",
    [EINVAL] = "invalid argument",
    [ENFILE] = "too many open files in the system",
    [EMFILE] = "too many open files in this process",
    [ENOTTY] = "the device does not support this ioctl",
    [ETXTBSY] = "file is being executed",
    [EFBIG] = "file too large",
    [ENOSPC] = "no space left on the device",
    [ESPIPE] = "cannot seek on this file",
    [EROFS] = "read-only file system",
    [EMLINK] = "too many links",
    [EPIPE] = "no process reads from it any more",
    [EDOM] = "argument outside the function's domain",
    [ERANGE] = "result cannot be represented",
    [EAGAIN] = "would block or lacks resources: try again",
    [EINPROGRESS] = "in progress; poll() tells when it is done",
    [EALREADY] = "already in progress",
    [ENOTSOCK] = "not a socket",
    [EDESTADDRREQ] = "destination address required",
    [EMSGSIZE] = "message too long",
    [EPROTOTYPE] = "wrong protocol for the socket's type",
    [ENOPROTOOPT] = "the protocol has no such option",
    [EPROTONOSUPPORT] = "protocol not available",
    [ESOCKTNOSUPPORT] = "socket type not available",
    [EOPNOTSUPP] = "operation not supported",
    [EPFNOSUPPORT] = "protocol family not available",
    [EAFNOSUPPORT] = "address family not available",
    [EADDRINUSE] = "address in use",
    [EADDRNOTAVAIL] = "not an address of this host",
    [ENETDOWN] = "network is down",
    [ENETUNREACH] = "no route to the network",
    [ENETRESET] = "network dropped the connection",
    [ECONNABORTED] = "connection aborted by this side",
    [ECONNRESET] = "connection reset by the other side",
    [ENOBUFS] = "out of buffer space",
    [EISCONN] = "already connected",
    [ENOTCONN] = "not connected",
    [ESHUTDOWN] = "cannot send after shutdown",
    [ETOOMANYREFS] = "too many references",
    [ETIMEDOUT] = "timed out",
    [ECONNREFUSED] = "no process listens at that address",
    [ELOOP] = "too many symbolic links in the path",
    [ENAMETOOLONG] = "name too long",
    [EHOSTDOWN] = "host is down",
    [EHOSTUNREACH] = "no route to the host",
    [ENOTEMPTY] = "directory not empty",
    [EPROCLIM] = "too many processes",
    [EUSERS] = "too many users",
    [EDQUOT] = "disk quota exceeded",
    [ESTALE] = "the server no longer knows this file handle",
    [EREMOTE] = "too many remote levels in the path",
    [EBADRPC] = "malformed remote call",
    [ERPCMISMATCH] = "wrong version of remote calls",
    [EPROGUNAVAIL] = "remote program not available",
    [EPROGMISMATCH] = "wrong version of the remote program",
    [EPROCUNAVAIL] = "remote program has no such procedure",
    [ENOLCK] = "out of locks",
    [ENOSYS] = "no such system call",
    [EFTYPE] = "wrong type or format of file",
    [EAUTH] = "authentication failed",
    [ENEEDAUTH] = "authentication required",
    [EIDRM] = "identifier was removed",
    [ENOMSG] = "no message of this type",
    [EOVERFLOW] = "value too large for its type",
    [EILSEQ] = "illegal byte sequence",
    [ENOTSUP] = "not supported",
    [ECANCELED] = "cancelled",
    [EBADMSG] = "damaged message",
    [ENODATA] = "no message available",
    [ENOSR] = "out of stream resources",
    [ENOSTR] = "not a stream",
    [ETIME] = "the stream's ioctl timed out",
    [ENOATTR] = "no such attribute",
    [EMULTIHOP] = "multiple hops attempted",
    [ENOLINK] = "link was severed",
    [EPROTO] = "protocol error",
};

#define UNKNOWN 32 /* bytes of the text for an unknown number */

int strerror_r(int error, char *buffer, size_t size)
{
    char unknown[UNKNOWN];
    const char *text = unknown;

    if (error >= 0 && error <= ELAST)
        text = meanings[error];
    else
        snprintf(unknown, sizeof unknown, "unknown error %d", error);
    return strlcpy(buffer, text, size) >= size ? ERANGE : text == unknown ? EINVAL : 0;
}

char *strerror(int error)
{
    static char unknown[UNKNOWN];

    if (error >= 0 && error <= ELAST)
        return (char *)meanings[error];
    strerror_r(error, unknown, sizeof unknown);
    return unknown;
}

void perror(const char *what)
{
    const char *meaning = strerror(errno);

    fprintf(stderr, "%s%s%s\n", what != NULL ? what : "", what != NULL && *what != 0 ? ": " : "",
            meaning);
}
