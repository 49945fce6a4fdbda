/* SPDX-License-Identifier: BSD-2-Clause */
/* TCP over loopback within one VM: round trips and a long stream, all contents verified. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <threads.h>
#include <unistd.h>

#include "cases.h"
#include "pattern.h"
#include "transfer.h"

#define PORT        4711
#define ROUND_TRIPS 2000
#define STREAM      (64ull << 20)
#define CHUNK       8192 /* words */

static struct sockaddr_in address = {
    .sin_len = sizeof(address),
    .sin_family = AF_INET,
    .sin_port = 0,
    .sin_addr = {0},
};

/* The server: answers each word with its complement, then reads the stream. Result: 0, or what went
 * wrong. */
static int serve(void *listener)
{
    static uint64_t words[CHUNK];
    int connection = accept(*(int *)listener, NULL, NULL), one = 1;
    uint64_t word;

    if (connection < 0 || setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)))
        return 1;
    for (unsigned i = 0; i < ROUND_TRIPS; i++) {
        if (!read_all(connection, &word, sizeof(word)))
            return 2;
        word = ~word;
        if (!write_all(connection, &word, sizeof(word)))
            return 3;
    }
    for (uint64_t place = 0; place < STREAM / sizeof(word); place += CHUNK)
        if (!read_all(connection, words, sizeof(words)) || !pattern_holds(words, CHUNK, 1, place))
            return 4;
    if (read(connection, words, 1) != 0)
        return 5;
    return close(connection) ? 6 : 0;
}

static bool round_trips(int connection)
{
    for (uint64_t i = 0; i < ROUND_TRIPS; i++) {
        uint64_t word = pattern_word(2, i), answer = 0;

        if (!write_all(connection, &word, sizeof(word)) ||
            !read_all(connection, &answer, sizeof(answer)) || answer != ~word)
            return false;
    }
    return true;
}

static bool stream(int connection)
{
    static uint64_t words[CHUNK];

    for (uint64_t place = 0; place < STREAM / sizeof(*words); place += CHUNK) {
        pattern_fill(words, CHUNK, 1, place);
        if (!write_all(connection, words, sizeof(words)))
            return false;
    }
    return true;
}

int main(void)
{
    int listener = socket(AF_INET, SOCK_STREAM, 0), connection = socket(AF_INET, SOCK_STREAM, 0),
        one = 1, result = -1;
    thrd_t server;

    address.sin_port = htons(PORT);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    check(listener >= 0 && connection >= 0, "two sockets");
    check(!bind(listener, (struct sockaddr *)&address, sizeof(address)) && !listen(listener, 1),
          "a listener");
    check(thrd_create(&server, serve, &listener) == thrd_success, "a server thread");
    check(!connect(connection, (struct sockaddr *)&address, sizeof(address)), "a connection");
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    check(round_trips(connection), "%d round trips", ROUND_TRIPS);
    check(stream(connection), "%llu MiB sent", STREAM >> 20);
    check(!close(connection), "closed");
    thrd_join(server, &result);
    check(result == 0, "the server saw what was sent, and the end (%d)", result);
    return check_done();
}
