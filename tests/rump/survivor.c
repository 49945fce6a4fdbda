/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A client whose VM is killed and started again under it: a call ends with an error, descriptors of
 * that VM are dead, and then new ones can be opened. Its sockets, in another VM, go on.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cases.h"

static bool sockets_work(const int pair[2])
{
    char byte = 0;

    return write(pair[0], "x", 1) == 1 && read(pair[1], &byte, 1) == 1 && byte == 'x';
}

int main(void)
{
    int file = open("/file", O_CREAT | O_RDWR, 0600), pair[2], again = -1;
    unsigned calls = 0, tries = 0;

    check(file >= 0 && write(file, "a", 1) == 1, "a file");
    check(!socketpair(AF_LOCAL, SOCK_STREAM, 0, pair) && sockets_work(pair),
          "sockets in another VM");
    printf("ready\n");
    while (pwrite(file, "b", 1, 0) == 1)
        calls++;
    check(calls > 0, "the file's VM dies; calls of it then fail (errno %d)", errno);
    check(sockets_work(pair), "the sockets' VM does not notice");
    for (; again < 0 && tries < 10000; tries++) {
        again = open("/file", O_CREAT | O_RDWR, 0600);
        usleep(1000);
    }
    check(again >= 0, "files can be opened again");
    check(write(file, "c", 1) == -1 && errno == EBADF, "the old descriptor is dead");
    check(write(again, "d", 1) == 1 && !close(again), "the new one is not");
    check(sockets_work(pair), "the sockets still work");
    return check_done();
}
