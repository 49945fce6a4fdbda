/* SPDX-License-Identifier: BSD-2-Clause */
/* The socket API of lib/posix, in a VM with netinet, over its loopback interface. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/event.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/sysctl.h>
#include <sys/time.h>
#include <unistd.h>

#include "check.h"

#define PORT 4000
#define BIG  (200 * 1024)

static struct sockaddr_in loopback(unsigned port)
{
    struct sockaddr_in address = {
        .sin_len = sizeof address, .sin_family = AF_INET, .sin_port = htons(port)};

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/* Two connected sockets. */
static bool connect_pair(unsigned port, int pair[2])
{
    struct sockaddr_in address = loopback(port);
    int listener = socket(AF_INET, SOCK_STREAM, 0);

    pair[0] = socket(AF_INET, SOCK_STREAM, 0);
    return bind(listener, (struct sockaddr *)&address, sizeof address) == 0 &&
           listen(listener, 5) == 0 &&
           connect(pair[0], (struct sockaddr *)&address, sizeof address) == 0 &&
           (pair[1] = accept(listener, NULL, NULL)) >= 0 && close(listener) == 0;
}

static void connections(void)
{
    struct sockaddr_in address = loopback(PORT), peer;
    int listener = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0),
        server;
    socklen_t bytes = sizeof peer;
    char text[16];

    CHECK(bind(listener, (struct sockaddr *)&address, sizeof address) == 0 &&
          listen(listener, 5) == 0);
    CHECK(connect(client, (struct sockaddr *)&address, sizeof address) == 0);
    server = accept(listener, (struct sockaddr *)&peer, &bytes);
    CHECK(server >= 0 && bytes == sizeof peer && peer.sin_family == AF_INET);
    CHECK(getsockname(client, (struct sockaddr *)&address, &bytes) == 0 &&
          address.sin_port == peer.sin_port);
    CHECK(getpeername(client, (struct sockaddr *)&address, &bytes) == 0 &&
          address.sin_port == htons(PORT));
    CHECK(send(client, "ping", 4, 0) == 4 && recv(server, text, sizeof text, 0) == 4 &&
          memcmp(text, "ping", 4) == 0);
    CHECK(write(server, "pong!", 5) == 5 && recv(client, text, 2, MSG_PEEK) == 2);
    CHECK(read(client, text, sizeof text) == 5 && memcmp(text, "pong!", 5) == 0);
    CHECK(shutdown(client, SHUT_WR) == 0 && read(server, text, 1) == 0);
    CHECK(close(client) == 0 && close(server) == 0 && close(listener) == 0);
}

static void refusals(void)
{
    struct sockaddr_in address = loopback(PORT + 1);
    int file = socket(AF_INET, SOCK_STREAM, 0);

    CHECK(FAILS(connect(file, (struct sockaddr *)&address, sizeof address), ECONNREFUSED));
    CHECK(FAILS(socket(99, SOCK_STREAM, 0), EAFNOSUPPORT));
    CHECK(FAILS(listen(STDOUT_FILENO, 1), ENOTSOCK) || errno == EINVAL);
    CHECK(close(file) == 0 && FAILS(send(file, "x", 1, 0), EBADF));
}

static void options(void)
{
    int file = socket(AF_INET, SOCK_STREAM, 0), value = 1;
    socklen_t bytes = sizeof value;

    CHECK(setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &value, sizeof value) == 0);
    value = 0;
    CHECK(getsockopt(file, SOL_SOCKET, SO_REUSEADDR, &value, &bytes) == 0 && value != 0 &&
          bytes == sizeof value);
    value = 1;
    CHECK(setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &value, sizeof value) == 0);
    CHECK(getsockopt(file, SOL_SOCKET, SO_TYPE, &value, &bytes) == 0 && value == SOCK_STREAM);
    CHECK(FAILS(setsockopt(file, SOL_SOCKET, 0x7777, &value, sizeof value), ENOPROTOOPT));
    CHECK(close(file) == 0);
}

/* Sends and receives in turn: there is but one thread. */
static void much_data(void)
{
    int pair[2];
    uint8_t *data = malloc(BIG), *back = calloc(1, BIG);
    size_t sent = 0, got = 0;

    CHECK(data != NULL && back != NULL && connect_pair(PORT + 2, pair));
    CHECK(fcntl(pair[0], F_SETFL, O_NONBLOCK) == 0);
    for (size_t i = 0; i < BIG; i++)
        data[i] = (uint8_t)(i * 13 + i / 257);
    while (got < BIG) {
        ssize_t part = sent < BIG ? write(pair[0], data + sent, BIG - sent) : 0;

        CHECK(part >= 0 || errno == EAGAIN);
        sent += part > 0 ? (size_t)part : 0;
        part = read(pair[1], back + got, BIG - got);
        if (part <= 0) {
            CHECK(part > 0);
            break;
        }
        got += (size_t)part;
    }
    CHECK(got == BIG && memcmp(data, back, BIG) == 0);
    CHECK(close(pair[0]) == 0 && close(pair[1]) == 0);
    free(data);
    free(back);
}

static void datagrams(void)
{
    struct sockaddr_in address = loopback(PORT + 3), from;
    int a = socket(AF_INET, SOCK_DGRAM, 0), b = socket(AF_INET, SOCK_DGRAM, 0);
    socklen_t bytes = sizeof from;
    char text[8];

    CHECK(bind(a, (struct sockaddr *)&address, sizeof address) == 0);
    CHECK(sendto(b, "one", 3, 0, (struct sockaddr *)&address, sizeof address) == 3);
    CHECK(sendto(b, "second", 6, 0, (struct sockaddr *)&address, sizeof address) == 6);
    CHECK(recvfrom(a, text, sizeof text, 0, (struct sockaddr *)&from, &bytes) == 3 &&
          bytes == sizeof from);
    CHECK(from.sin_addr.s_addr == htonl(INADDR_LOOPBACK));
    CHECK(recv(a, text, 2, 0) == 2 && memcmp(text, "se", 2) == 0);
    CHECK(FAILS(recv(a, text, 2, MSG_DONTWAIT), EAGAIN));
    CHECK(close(a) == 0 && close(b) == 0);
}

static void messages(void)
{
    struct sockaddr_in address = loopback(PORT + 4), from;
    char first[4], second[8];
    struct iovec out[] = {{"head", 4}, {"body", 4}}, in[] = {{first, 4}, {second, 8}};
    struct msghdr sent = {
        .msg_name = &address, .msg_namelen = sizeof address, .msg_iov = out, .msg_iovlen = 2};
    struct msghdr received = {
        .msg_name = &from, .msg_namelen = sizeof from, .msg_iov = in, .msg_iovlen = 2};
    int a = socket(AF_INET, SOCK_DGRAM, 0), b = socket(AF_INET, SOCK_DGRAM, 0);

    CHECK(bind(a, (struct sockaddr *)&address, sizeof address) == 0);
    CHECK(sendmsg(b, &sent, 0) == 8 && recvmsg(a, &received, 0) == 8);
    CHECK(memcmp(first, "head", 4) == 0 && memcmp(second, "body", 4) == 0);
    CHECK(received.msg_namelen == sizeof from && from.sin_port != 0 &&
          (received.msg_flags & MSG_TRUNC) == 0);
    CHECK(sendmsg(b, &sent, 0) == 8);
    received.msg_iovlen = 1;
    CHECK(recvmsg(a, &received, 0) == 4 && received.msg_flags & MSG_TRUNC);
    CHECK(close(a) == 0 && close(b) == 0);
}

static void waiting(void)
{
    int pair[2];
    struct pollfd files[2];
    struct timeval timeout = {0, 1000};
    fd_set readable, writable;
    char c;

    CHECK(connect_pair(PORT + 5, pair));
    files[0] = (struct pollfd){.fd = pair[0], .events = POLLIN | POLLOUT};
    files[1] = (struct pollfd){.fd = pair[1], .events = POLLIN};
    CHECK(poll(files, 2, 0) == 1 && files[0].revents == POLLOUT && files[1].revents == 0);
    CHECK(poll(files + 1, 1, 10) == 0);
    CHECK(write(pair[0], "x", 1) == 1 && poll(files + 1, 1, -1) == 1 && files[1].revents == POLLIN);
    FD_ZERO(&readable);
    FD_ZERO(&writable);
    FD_SET(pair[0], &readable);
    FD_SET(pair[1], &readable);
    FD_SET(pair[1], &writable);
    CHECK(select(pair[0] + pair[1], &readable, &writable, NULL, &timeout) == 2);
    CHECK(FD_ISSET(pair[1], &readable) && !FD_ISSET(pair[0], &readable) &&
          FD_ISSET(pair[1], &writable));
    CHECK(read(pair[1], &c, 1) == 1 && close(pair[0]) == 0);
    CHECK(poll(files + 1, 1, -1) == 1 && files[1].revents & (POLLIN | POLLHUP));
    files[0].fd = 99;
    CHECK(poll(files, 1, -1) == 1 && files[0].revents == POLLNVAL && close(pair[1]) == 0);
}

static void event_queues(void)
{
    int pair[2], queue = kqueue();
    struct kevent change, event;
    struct timespec soon = {0, 10000000};

    CHECK(queue >= 0 && connect_pair(PORT + 6, pair));
    EV_SET(&change, pair[1], EVFILT_READ, EV_ADD, 0, 0, 4711);
    CHECK(kevent(queue, &change, 1, &event, 1, &soon) == 0);
    CHECK(write(pair[0], "12345", 5) == 5 && kevent(queue, NULL, 0, &event, 1, NULL) == 1);
    CHECK(event.ident == (uintptr_t)pair[1] && event.filter == EVFILT_READ && event.data == 5 &&
          event.udata == 4711);
    CHECK(close(queue) == 0 && close(pair[0]) == 0 && close(pair[1]) == 0);
}

static void interfaces(void)
{
    struct ifreq request = {.ifr_name = "lo0"};
    struct in_aliasreq alias = {.ifra_name = "lo0"};
    int file = socket(AF_INET, SOCK_DGRAM, 0), waiting_bytes = -1;
    char text[32];

    CHECK(ioctl(file, SIOCGIFFLAGS, &request) == 0 && request.ifr_flags & IFF_LOOPBACK);
    alias.ifra_addr = loopback(0);
    CHECK(inet_pton(AF_INET, "127.1.2.3", &alias.ifra_addr.sin_addr) == 1);
    CHECK(ioctl(file, SIOCAIFADDR, &alias) == 0);
    alias.ifra_addr.sin_port = htons(PORT + 7);
    CHECK(bind(file, (struct sockaddr *)&alias.ifra_addr, sizeof alias.ifra_addr) == 0);
    CHECK(strcmp(inet_ntop(AF_INET, &alias.ifra_addr.sin_addr, text, sizeof text), "127.1.2.3") ==
          0);
    CHECK(ioctl(file, FIONREAD, &waiting_bytes) == 0 && waiting_bytes == 0);
    strcpy(request.ifr_name, "no9");
    CHECK(FAILS(ioctl(file, SIOCGIFFLAGS, &request), ENXIO));
    CHECK(close(file) == 0);
}

static void parameters(void)
{
    char text[32] = "";
    size_t bytes = sizeof text;

    CHECK(sysctl((int[]){CTL_KERN, KERN_OSTYPE}, 2, text, &bytes, NULL, 0) == 0);
    CHECK(strcmp(text, "NetBSD") == 0 && bytes == 7);
    bytes = 3;
    CHECK(FAILS(sysctl((int[]){CTL_KERN, KERN_OSTYPE}, 2, text, &bytes, NULL, 0), ENOMEM));
}

int main(void)
{
    run(connections, "connections");
    run(refusals, "refused connections and bad arguments");
    run(options, "options of sockets");
    run(much_data, "more than a link and the sockets' buffers hold");
    run(datagrams, "datagrams");
    run(messages, "messages of several parts");
    run(waiting, "poll and select");
    run(event_queues, "event queues");
    run(interfaces, "network interfaces are set up");
    run(parameters, "parameters of the kernel");
    return check_failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
