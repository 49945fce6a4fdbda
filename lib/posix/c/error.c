/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *const meanings[ELAST + 1] = {
    [0] = "no error",
    [EPERM] = "only a privileged process may do this",
    [ENOENT] = "no such file or directory",
    [ESRCH] = "no such process",
    [EINTR] = "a signal came first",
    [EIO] = "a device failed",
    [ENXIO] = "no such device",
    [E2BIG] = "argument list too long",
    [ENOEXEC] = "not a format that can be executed",
    [EBADF] = "not an open descriptor, or not open for this",
    [ECHILD] = "no child processes",
    [EDEADLK] = "would wait for itself",
    [ENOMEM] = "no memory left",
    [EACCES] = "permission denied",
    [EFAULT] = "bad address",
    [ENOTBLK] = "not a block device",
    [EBUSY] = "in use",
    [EEXIST] = "exists already",
    [EXDEV] = "on another file system",
    [ENODEV] = "the device cannot do this, or is not there",
    [ENOTDIR] = "not a directory",
    [EISDIR] = "is a directory",
    [EINVAL] = "invalid argument",
    [ENFILE] = "too many open files in the system",
    [EMFILE] = "too many open files in this process",
    [ENOTTY] = "the device does not know this ioctl",
    [ETXTBSY] = "file is being executed",
    [EFBIG] = "file too large",
    [ENOSPC] = "no space left on the device",
    [ESPIPE] = "cannot seek there",
    [EROFS] = "read-only file system",
    [EMLINK] = "too many links",
    [EPIPE] = "nobody reads from there any more",
    [EDOM] = "outside the function's domain",
    [ERANGE] = "result cannot be represented",
    [EAGAIN] = "would block, or is scarce just now: try again",
    [EINPROGRESS] = "under way; poll() tells when it is done",
    [EALREADY] = "under way already",
    [ENOTSOCK] = "not a socket",
    [EDESTADDRREQ] = "destination address needed",
    [EMSGSIZE] = "message too long",
    [EPROTOTYPE] = "protocol does not fit the socket's type",
    [ENOPROTOOPT] = "no such option of the protocol",
    [EPROTONOSUPPORT] = "protocol not there",
    [ESOCKTNOSUPPORT] = "socket type not there",
    [EOPNOTSUPP] = "operation not supported",
    [EPFNOSUPPORT] = "protocol family not there",
    [EAFNOSUPPORT] = "address family not there",
    [EADDRINUSE] = "address in use",
    [EADDRNOTAVAIL] = "not an address of this host",
    [ENETDOWN] = "network is down",
    [ENETUNREACH] = "no route to the network",
    [ENETRESET] = "network dropped the connection",
    [ECONNABORTED] = "connection aborted by this side",
    [ECONNRESET] = "connection reset by the other side",
    [ENOBUFS] = "no buffer space left",
    [EISCONN] = "connected already",
    [ENOTCONN] = "not connected",
    [ESHUTDOWN] = "was shut down for sending",
    [ETOOMANYREFS] = "too many references",
    [ETIMEDOUT] = "time is over",
    [ECONNREFUSED] = "nobody listens there",
    [ELOOP] = "too many symbolic links on the way",
    [ENAMETOOLONG] = "name too long",
    [EHOSTDOWN] = "host is down",
    [EHOSTUNREACH] = "no route to the host",
    [ENOTEMPTY] = "directory not empty",
    [EPROCLIM] = "too many processes",
    [EUSERS] = "too many users",
    [EDQUOT] = "disk quota used up",
    [ESTALE] = "the server does not know this file handle any more",
    [EREMOTE] = "too many levels of remote in the path",
    [EBADRPC] = "malformed remote call",
    [ERPCMISMATCH] = "wrong version of remote calls",
    [EPROGUNAVAIL] = "remote program not there",
    [EPROGMISMATCH] = "wrong version of the remote program",
    [EPROCUNAVAIL] = "remote program has no such procedure",
    [ENOLCK] = "no locks left",
    [ENOSYS] = "no such system call",
    [EFTYPE] = "wrong type or format of file",
    [EAUTH] = "authentication failed",
    [ENEEDAUTH] = "authentication needed",
    [EIDRM] = "identifier was removed",
    [ENOMSG] = "no message of this type",
    [EOVERFLOW] = "value too large for its type",
    [EILSEQ] = "illegal sequence of bytes",
    [ENOTSUP] = "not supported",
    [ECANCELED] = "was cancelled",
    [EBADMSG] = "damaged message",
    [ENODATA] = "no message there",
    [ENOSR] = "no stream resources left",
    [ENOSTR] = "not a stream",
    [ETIME] = "time of the stream's ioctl is over",
    [ENOATTR] = "no such attribute",
    [EMULTIHOP] = "would take several hops",
    [ENOLINK] = "link was severed",
    [EPROTO] = "protocol error",
};

#define UNKNOWN 32 /* bytes of the text for a number that is none */

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
