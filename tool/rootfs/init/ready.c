/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When the VM is ready, as the manifest says: a file exists, a TCP port accepts connections, or the
 * program says so, as sd_notify(3) does, by a socket that NOTIFY_SOCKET names. Looks for file and
 * port now and then; a message at the socket is a signal.
 */
#include <evm/linux.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/reboot.h>
#include <linux/signal.h>
#include <linux/socket.h>
#include <linux/un.h>

#include "call.h"
#include "init.h"

#define AF_UNIX       1
#define AF_INET       2
#define AF_INET6      10
#define SOCK_STREAM   1
#define SOCK_DGRAM    2
#define SOCK_NONBLOCK O_NONBLOCK
#define SOCK_CLOEXEC  O_CLOEXEC
#define MESSAGE_BYTES 4096
#define PAUSE_LEAST   2  /* ms between two looks, which grow */
#define PAUSE_MOST    64 /* from a start to the other; so a look costs little */

static struct {
    struct init_ready what; /* what has not come yet */
    char path[INIT_PATH];   /* of the file; empty: it has come */
} awaited;
static _Bool is_awaited; /* the kernel does not know yet that the VM is ready */
static long notify_socket = -1;
static long pause_ms = PAUSE_LEAST;

/* ---- The program says so --------------------------------------------------------------------- */

static void open_notify_socket(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = INIT_NOTIFY};
    long socket = call(__NR_socket, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, 0, 0);
    long error = socket < 0 ? socket
                            : call(__NR_bind, socket, (long)&address, sizeof(address), 0, 0);

    if (!error) {
        call(__NR_chmod, (long)INIT_NOTIFY, 0777, 0, 0, 0);
        call(__NR_fcntl, socket, F_SETOWN, 1, 0, 0);
        error = call(__NR_fcntl, socket, F_SETFL, O_NONBLOCK | FASYNC, 0, 0);
    }
    if (error)
        complain("cannot make the socket", INIT_NOTIFY, -error);
    notify_socket = socket;
}

/* Returns true if one of the lines is "READY=1". */
static _Bool says_ready(const char *line)
{
    static const char wanted[] = "READY=1";

    while (*line) {
        size_t i = 0;

        while (wanted[i] && line[i] == wanted[i])
            i++;
        if (!wanted[i] && (!line[i] || line[i] == '\n'))
            return 1;
        while (*line && *line++ != '\n')
            ;
    }
    return 0;
}

/* Takes all messages, also those that say something else: else senders would wait. */
static void take_messages(void)
{
    static char message[MESSAGE_BYTES + 1];
    long size;

    while ((size = call(__NR_read, notify_socket, (long)message, MESSAGE_BYTES, 0, 0)) >= 0) {
        message[size] = 0;
        if (says_ready(message))
            awaited.what.program = 0;
    }
}

/* ---- A port ---------------------------------------------------------------------------------- */

/* Whether a connection comes from the very port to which it goes: Linux may choose that one. */
static _Bool is_to_itself(long socket)
{
    struct sockaddr_in6 own = {0}; /* in both families the port is at the same place */
    uint32_t size = sizeof(own);

    call(__NR_getsockname, socket, (long)&own, (long)&size, 0, 0);
    return own.sin6_port == awaited.what.port;
}

/* Goes on with a connection to the port, without waiting. *socket: negative if there is none yet.
 * Returns true if it has been accepted. */
static _Bool connects(long *socket, long family, const void *address, size_t size)
{
    _Bool accepted;
    long error;

    if (*socket < 0)
        *socket = call(__NR_socket, family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, 0, 0);
    error = *socket < 0 ? *socket : call(__NR_connect, *socket, (long)address, (long)size, 0, 0);
    if (error == -EINPROGRESS || error == -EALREADY)
        return 0;
    accepted = (!error || error == -EISCONN) && !is_to_itself(*socket);
    call(__NR_close, *socket, 0, 0, 0, 0);
    *socket = -1;
    return accepted;
}

static _Bool port_answers(void)
{
    static long sockets[2] = {-1, -1};
    static const unsigned char loopback[4] = {127, 0, 0, 1};
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = awaited.what.port};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = awaited.what.port};

    __builtin_memcpy(&four.sin_addr, loopback, sizeof(loopback));
    six.sin6_addr.s6_addr[15] = 1;
    return connects(&sockets[0], four.sin_family, &four, sizeof(four)) ||
           connects(&sockets[1], six.sin6_family, &six, sizeof(six));
}

/* ---- All ------------------------------------------------------------------------------------- */

void ready_begin(void)
{
    long size = read_file(INIT_READY, &awaited, sizeof(awaited) - 1);

    if (size < (long)sizeof(awaited.what))
        return;
    is_awaited = 1;
    if (awaited.what.port)
        loopback_start();
    if (awaited.what.program)
        open_notify_socket();
}

/* Whether a look later can find more; a signal tells of messages. */
static _Bool looks_again(void)
{
    if (awaited.path[0] && !call(__NR_access, (long)awaited.path, 0, 0, 0, 0))
        awaited.path[0] = 0;
    if (awaited.what.port && port_answers())
        awaited.what.port = 0;
    return awaited.path[0] || awaited.what.port;
}

long ready_look(void)
{
    if (notify_socket >= 0)
        take_messages();
    if (!is_awaited || (!looks_again() && awaited.what.program))
        return 0;
    if (!awaited.path[0] && !awaited.what.port && !awaited.what.program)
        is_awaited = call(__NR_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, EVM_LINUX_READY, 0,
                          0) != 0;
    pause_ms = pause_ms < PAUSE_MOST ? 2 * pause_ms : pause_ms;
    return is_awaited ? pause_ms : 0;
}
