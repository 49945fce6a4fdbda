/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TCP between two VMs through the switch: round trips and a stream, all contents verified.
 * Arguments: `serve` or `call`, the own address, the server's, and the interface if it is not
 * virt0.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cases.h"
#include "pattern.h"
#include "transfer.h"

#define PORT        4711
#define ROUND_TRIPS 500
#define STREAM      (8ull << 20)
#define CHUNK       4096 /* words */
#define ATTEMPTS    20

static uint64_t words[CHUNK];

static struct sockaddr_in address_of(const char *text, in_port_t port)
{
    struct sockaddr_in address = {
        .sin_len = sizeof(address), .sin_family = AF_INET, .sin_port = htons(port)};

    inet_pton(AF_INET, text, &address.sin_addr);
    return address;
}

/* An interface on a link is made; a device's is there. */
static bool bring_up(const char *name, const char *own)
{
    struct in_aliasreq alias = {.ifra_addr = address_of(own, 0),
                                .ifra_mask = address_of("255.255.255.0", 0)};
    struct ifreq interface = {0};
    int any = socket(AF_INET, SOCK_DGRAM, 0);

    strcpy(interface.ifr_name, name);
    strcpy(alias.ifra_name, name);
    return (strncmp(name, "virt", 4) || !ioctl(any, SIOCIFCREATE, &interface)) &&
           !ioctl(any, SIOCAIFADDR, &alias) && !close(any);
}

/* The other's words come back as their complements. */
static bool answer(int connection)
{
    uint64_t word;

    for (unsigned i = 0; i < ROUND_TRIPS; i++) {
        if (!read_all(connection, &word, sizeof(word)))
            return false;
        word = ~word;
        if (!write_all(connection, &word, sizeof(word)))
            return false;
    }
    return true;
}

static bool ask(int connection)
{
    for (uint64_t i = 0; i < ROUND_TRIPS; i++) {
        uint64_t word = pattern_word(2, i), reply = 0;

        if (!write_all(connection, &word, sizeof(word)) ||
            !read_all(connection, &reply, sizeof(reply)) || reply != ~word)
            return false;
    }
    return true;
}

static bool take_stream(int connection)
{
    for (uint64_t place = 0; place < STREAM / sizeof(*words); place += CHUNK)
        if (!read_all(connection, words, sizeof(words)) || !pattern_holds(words, CHUNK, 1, place))
            return false;
    return read(connection, words, 1) == 0;
}

static bool send_stream(int connection)
{
    for (uint64_t place = 0; place < STREAM / sizeof(*words); place += CHUNK) {
        pattern_fill(words, CHUNK, 1, place);
        if (!write_all(connection, words, sizeof(words)))
            return false;
    }
    return true;
}

static void serve(const struct sockaddr_in *address)
{
    int listener = socket(AF_INET, SOCK_STREAM, 0), connection, one = 1;

    check(!bind(listener, (const struct sockaddr *)address, sizeof(*address)) &&
              !listen(listener, 1),
          "a listener");
    connection = accept(listener, NULL, NULL);
    check(connection >= 0, "the other VM calls");
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    check(answer(connection), "%d words answered", ROUND_TRIPS);
    check(take_stream(connection), "%llu MiB came as they were sent, and then the end",
          STREAM >> 20);
    check(!close(connection), "closed");
}

/* The other one may not be there yet. */
static int call(const struct sockaddr_in *address)
{
    int connection, one = 1;

    for (unsigned i = 0; i < ATTEMPTS; i++) {
        connection = socket(AF_INET, SOCK_STREAM, 0);
        setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
        if (!connect(connection, (const struct sockaddr *)address, sizeof(*address)))
            return connection;
        close(connection);
        sleep(1);
    }
    return -1;
}

int main(int argc, char **argv)
{
    struct sockaddr_in server = address_of(argc >= 4 ? argv[3] : "", PORT);
    const char *interface = argc == 5 ? argv[4] : "virt0";

    if (argc != 4 && argc != 5) {
        printf("usage: %s serve|call OWN SERVER [INTERFACE]\n", argv[0]);
        return 2;
    }
    check(bring_up(interface, argv[2]), "%s is %s", interface, argv[2]);
    if (!strcmp(argv[1], "serve")) {
        serve(&server);
    } else {
        int connection = call(&server);

        check(connection >= 0, "a connection");
        check(ask(connection), "%d words asked", ROUND_TRIPS);
        check(send_stream(connection), "%llu MiB sent", STREAM >> 20);
        check(!shutdown(connection, SHUT_WR) && read(connection, words, 1) == 0,
              "and taken by the other side");
        check(!close(connection), "closed");
    }
    return check_done();
}
