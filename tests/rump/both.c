/* SPDX-License-Identifier: BSD-2-Clause */
/* One client of two VMs: it reads files of one VM, and sends them through sockets of the other. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cases.h"
#include "pattern.h"

#define WORDS 512
#define PARTS 64

static uint64_t words[WORDS];

/* A connected pair over loopback; one thread is enough, since the kernel completes the handshake.
 */
static bool connect_pair(int pair[2])
{
    struct sockaddr_in address = {
        .sin_len = sizeof(address), .sin_family = AF_INET, .sin_port = htons(4712)};
    int listener = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    pair[0] = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0 || pair[0] < 0 ||
        bind(listener, (struct sockaddr *)&address, sizeof(address)) || listen(listener, 1) ||
        connect(pair[0], (struct sockaddr *)&address, sizeof(address)))
        return false;
    pair[1] = accept(listener, NULL, NULL);
    return pair[1] >= 0 && !close(listener);
}

static bool send_file(int file, int pair[2])
{
    for (uint64_t part = 0; part < PARTS; part++) {
        struct pollfd wanted = {.fd = pair[1], .events = POLLIN};
        ssize_t got = 0, now;

        if (read(file, words, sizeof(words)) != sizeof(words) ||
            write(pair[0], words, sizeof(words)) != sizeof(words))
            return false;
        memset(words, 0, sizeof(words));
        if (poll(&wanted, 1, 1000) != 1 || !(wanted.revents & POLLIN))
            return false;
        for (; got < (ssize_t)sizeof(words); got += now)
            if ((now = read(pair[1], (char *)words + got, sizeof(words) - got)) <= 0)
                return false;
        if (!pattern_holds(words, WORDS, 5, part * WORDS))
            return false;
    }
    return true;
}

int main(void)
{
    int file = open("/source", O_CREAT | O_RDWR, 0600), pair[2] = {-1, -1};

    check(file >= 0, "a file in one VM");
    for (uint64_t part = 0; part < PARTS; part++) {
        pattern_fill(words, WORDS, 5, part * WORDS);
        if (write(file, words, sizeof(words)) != sizeof(words))
            break;
    }
    check(lseek(file, 0, SEEK_SET) == 0, "it is written");
    check(connect_pair(pair), "a connection in the other");
    check(pair[0] != file && pair[1] != file, "descriptors of both VMs differ");
    check(send_file(file, pair), "the file goes through the connection");
    check(!close(file) && write(pair[0], words, 8) == 8, "closing the one leaves the other");
    check(!close(pair[0]) && !close(pair[1]), "closed");
    return check_done();
}
