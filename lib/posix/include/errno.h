/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * NetBSD's error numbers. A function that fails returns -1 (or NULL) and sets errno to one of them;
 * a function that succeeds leaves errno alone. Each thread of a local client has its own errno.
 */
#ifndef _ERRNO_H
#define _ERRNO_H

int *__errno(void); /* the address of the calling thread's errno */
#define errno (*__errno())

#define EPERM  1 /* only a privileged process may do this */
#define ENOENT 2 /* no such file or directory */
#define ESRCH  3 /* no such process */
#define EINTR  4 /* interrupted by a signal */
/* a device failed; component clients: the VM died during the call (lib/posix/README.md) */
#define EIO 5
/* no such device; component clients: the manifest names no VM for this */
#define ENXIO           6
#define E2BIG           7  /* argument list too long */
#define ENOEXEC         8  /* not an executable format */
#define EBADF           9  /* not an open descriptor, or not open for this */
#define ECHILD          10 /* no child processes */
#define EDEADLK         11 /* would wait for itself */
#define ENOMEM          12 /* out of memory */
#define EACCES          13 /* permission denied */
#define EFAULT          14 /* bad address */
#define ENOTBLK         15 /* not a block device */
#define EBUSY           16 /* in use */
#define EEXIST          17 /* already exists */
#define EXDEV           18 /* on another file system */
#define ENODEV          19 /* the device cannot do this or does not exist */
#define ENOTDIR         20 /* not a directory */
#define EISDIR          21 /* is a directory */
#define EINVAL          22 /* invalid argument */
#define ENFILE          23 /* too many open files in the system */
#define EMFILE          24 /* too many open files in this process */
#define ENOTTY          25 /* the device does not support this ioctl */
#define ETXTBSY         26 /* file is being executed */
#define EFBIG           27 /* file too large */
#define ENOSPC          28 /* no space left on the device */
#define ESPIPE          29 /* cannot seek on this file */
#define EROFS           30 /* read-only file system */
#define EMLINK          31 /* too many links */
#define EPIPE           32 /* no process reads from it any more */
#define EDOM            33 /* argument outside the function's domain */
#define ERANGE          34 /* result cannot be represented */
#define EAGAIN          35 /* would block or lacks resources: try again */
#define EWOULDBLOCK     EAGAIN
#define EINPROGRESS     36 /* in progress; poll() tells when it is done */
#define EALREADY        37 /* already in progress */
#define ENOTSOCK        38 /* not a socket */
#define EDESTADDRREQ    39 /* destination address required */
#define EMSGSIZE        40 /* message too long */
#define EPROTOTYPE      41 /* wrong protocol for the socket's type */
#define ENOPROTOOPT     42 /* the protocol has no such option */
#define EPROTONOSUPPORT 43 /* protocol not available */
#define ESOCKTNOSUPPORT 44 /* socket type not available */
#define EOPNOTSUPP      45 /* operation not supported */
#define EPFNOSUPPORT    46 /* protocol family not available */
#define EAFNOSUPPORT    47 /* address family not available */
#define EADDRINUSE      48 /* address in use */
#define EADDRNOTAVAIL   49 /* not an address of this host */
#define ENETDOWN        50 /* network is down */
#define ENETUNREACH     51 /* no route to the network */
#define ENETRESET       52 /* network dropped the connection */
#define ECONNABORTED    53 /* connection aborted by this side */
#define ECONNRESET      54 /* connection reset by the other side */
#define ENOBUFS         55 /* out of buffer space */
#define EISCONN         56 /* already connected */
#define ENOTCONN        57 /* not connected */
#define ESHUTDOWN       58 /* cannot send after shutdown */
#define ETOOMANYREFS    59 /* too many references */
#define ETIMEDOUT       60 /* timed out */
#define ECONNREFUSED    61 /* no process listens at that address */
#define ELOOP           62 /* too many symbolic links in the path */
#define ENAMETOOLONG    63 /* name too long */
#define EHOSTDOWN       64 /* host is down */
#define EHOSTUNREACH    65 /* no route to the host */
#define ENOTEMPTY       66 /* directory not empty */
#define EPROCLIM        67 /* too many processes */
#define EUSERS          68 /* too many users */
#define EDQUOT          69 /* disk quota exceeded */
#define ESTALE          70 /* the server no longer knows this file handle */
#define EREMOTE         71 /* too many remote levels in the path */
#define EBADRPC         72 /* malformed remote call */
#define ERPCMISMATCH    73 /* wrong version of remote calls */
#define EPROGUNAVAIL    74 /* remote program not available */
#define EPROGMISMATCH   75 /* wrong version of the remote program */
#define EPROCUNAVAIL    76 /* remote program has no such procedure */
#define ENOLCK          77 /* out of locks */
#define ENOSYS          78 /* no such system call */
#define EFTYPE          79 /* wrong type or format of file */
#define EAUTH           80 /* authentication failed */
#define ENEEDAUTH       81 /* authentication required */
#define EIDRM           82 /* identifier was removed */
#define ENOMSG          83 /* no message of this type */
#define EOVERFLOW       84 /* value too large for its type */
#define EILSEQ          85 /* illegal byte sequence */
#define ENOTSUP         86 /* not supported */
#define ECANCELED       87 /* cancelled */
#define EBADMSG         88 /* damaged message */
#define ENODATA         89 /* no message available */
#define ENOSR           90 /* out of stream resources */
#define ENOSTR          91 /* not a stream */
#define ETIME           92 /* the stream's ioctl timed out */
#define ENOATTR         93 /* no such attribute */
#define EMULTIHOP       94 /* multiple hops attempted */
#define ENOLINK         95 /* link was severed */
#define EPROTO          96 /* protocol error */
#define ELAST           96 /* the highest */

#endif
