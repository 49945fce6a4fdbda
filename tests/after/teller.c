/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * With a port as its argument: accepts connections there, at ::1 only, a second after it has begun.
 * Else: says by the socket that NOTIFY_SOCKET names that it is ready, as sd_notify(3) does, a
 * second after it has begun, as an ordinary user. It says much else before and afterwards, and
 * never waits for that.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define MESSAGES 100 /* more than wait in a socket */

static int fd;

static int tell(const char *message)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    strncpy(address.sun_path, getenv("NOTIFY_SOCKET"), sizeof(address.sun_path) - 1);
    return sendto(fd, message, strlen(message), 0, (void *)&address, sizeof(address)) >= 0;
}

static int chatter(void)
{
    int told = 0;

    for (unsigned i = 0; i < MESSAGES; i++)
        told += tell("STATUS=READY=1 will come\nREADY=10\nXREADY=1\n");
    told += tell("") + tell("READY");
    return told == MESSAGES + 2;
}

static int serve(const char *port)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6,
                                   .sin6_port = htons((uint16_t)atoi(port)),
                                   .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    int listener = socket(AF_INET6, SOCK_STREAM, 0);

    sleep(1);
    if (bind(listener, (void *)&address, sizeof(address)) || listen(listener, 1))
        return 1;
    for (;;)
        pause();
}

int main(int argc, char *argv[])
{
    if (argc > 1)
        return serve(argv[1]);
    fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    if (setuid(1) || !getenv("NOTIFY_SOCKET") || fd < 0 || !chatter())
        return 1;
    sleep(1);
    if (!tell("STATUS=here\nREADY=1") || !chatter())
        return 1;
    printf("teller: has told\n");
    fflush(stdout);
    for (;;)
        pause();
}
