/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks a Linux VM's web server for a page, through the switch, and looks at each byte. Arguments:
 * own address, the server's. */
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cases.h"

#define PORT     80
#define ATTEMPTS 30
#define LINE     "0123456789abcde\n" /* of the page, all of them */
#define LENGTH   (sizeof(LINE) - 1)
#define LINES    65536

static struct sockaddr_in address_of(const char *text, in_port_t port)
{
    struct sockaddr_in address = {
        .sin_len = sizeof(address), .sin_family = AF_INET, .sin_port = htons(port)};

    inet_pton(AF_INET, text, &address.sin_addr);
    return address;
}

static bool bring_up(const char *own)
{
    struct ifreq interface = {.ifr_name = "virt0"};
    struct in_aliasreq alias = {
        .ifra_name = "virt0",
        .ifra_addr = address_of(own, 0),
        .ifra_mask = address_of("255.255.255.0", 0),
    };
    int any = socket(AF_INET, SOCK_DGRAM, 0);

    return !ioctl(any, SIOCIFCREATE, &interface) && !ioctl(any, SIOCAIFADDR, &alias) && !close(any);
}

/* The other one may not be there yet. */
static int ask(const struct sockaddr_in *server)
{
    static const char request[] = "GET /page HTTP/1.0\r\n\r\n";

    for (unsigned i = 0; i < ATTEMPTS; i++) {
        int connection = socket(AF_INET, SOCK_STREAM, 0);

        if (!connect(connection, (const struct sockaddr *)server, sizeof(*server)) &&
            write(connection, request, sizeof(request) - 1) == sizeof(request) - 1)
            return connection;
        close(connection);
        sleep(1);
    }
    return -1;
}

/* Skips the header; returns how many bytes behind it are as they should be. */
static size_t take_page(int connection)
{
    static char bytes[8192];
    size_t good = 0;
    unsigned newlines = 0;
    ssize_t got;

    while ((got = read(connection, bytes, sizeof(bytes))) > 0)
        for (ssize_t i = 0; i < got; i++)
            if (newlines < 2)
                newlines = bytes[i] == '\n' ? newlines + 1 : bytes[i] == '\r' ? newlines : 0;
            else
                good += bytes[i] == LINE[good % LENGTH];
    return good;
}

int main(int argc, char **argv)
{
    struct sockaddr_in server = address_of(argc == 3 ? argv[2] : "", PORT);

    check(argc == 3 && bring_up(argv[1]), "virt0 has its address");
    int connection = ask(&server);

    check(connection >= 0, "a connection with the Linux VM");
    size_t good = take_page(connection);

    check(good == LINES * LENGTH, "its page, %zu bytes", good);
    check(!close(connection), "closed");
    return check_done();
}
