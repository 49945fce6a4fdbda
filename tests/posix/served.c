/* SPDX-License-Identifier: BSD-2-Clause */
/* A component client of a server that has few system calls, by a link of one page. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/link.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "check.h"

#define BYTES 3000 /* more than half of the link */

static char data[BYTES], back[BYTES];

static void files(void)
{
    int file = open("/data", O_CREAT | O_RDWR, 0600), again = open("/data", O_RDONLY);
    struct iovec pieces[] = {{back, 300}, {back + 300, 700}};

    for (size_t i = 0; i < BYTES; i++)
        data[i] = (char)(i * 11);
    CHECK(file == STDERR_FILENO + 1 && again == file + 1);
    CHECK(write(file, data, 1000) == 1000 && readv(again, pieces, 2) == 1000 &&
          memcmp(data, back, 1000) == 0);
    CHECK(close(file) == 0 && FAILS(close(file), EBADF) && read(again, back, 10) == 10 &&
          close(again) == 0);
}

/* The server does not say what kind of file it is, so nothing is sent by several calls as if by
 * one. */
static void more_than_the_link_holds(void)
{
    int file = open("/large", O_CREAT | O_RDWR, 0600);
    ssize_t part = write(file, data, BYTES);

    CHECK(part > 1000 && part <= 2048);
    CHECK(close(file) == 0);
}

static void pipes(void)
{
    int file = open("fifo of the client", O_RDWR);

    CHECK(write(file, "through", 7) == 7 && read(file, back, BYTES) == 7 &&
          memcmp(back, "through", 7) == 0);
    CHECK(close(file) == 0);
}

static void in_the_link(void)
{
    int file = open("/linked", O_CREAT | O_RDWR, 0600);
    char *block = posix_link_alloc(file, 512);

    CHECK(block != NULL && posix_link_alloc(file, 4096) == NULL && errno == ENOMEM);
    memset(block, 'x', 512);
    CHECK(write(file, block, 512) == 512 && read(file, back, 512) == 512 &&
          memcmp(back, block, 512) == 0);
    posix_link_free(block);
    CHECK(close(file) == 0);
}

static void streams(void)
{
    FILE *stream = fopen("/line", "w");
    char line[32];

    CHECK(stream != NULL && fprintf(stream, "line number %d\n", 7) == 14 && fclose(stream) == 0);
    stream = fopen("/line", "r");
    CHECK(stream != NULL && fgets(line, sizeof line, stream) == line &&
          strcmp(line, "line number 7\n") == 0);
    CHECK(fclose(stream) == 0);
}

static void absent_calls(void)
{
    CHECK(getpid() > 0);
    CHECK(FAILS(mkdir("/directory", 0755), ENOSYS));
    CHECK(FAILS(open("", O_RDONLY), ENOENT));
    CHECK(FAILS(socket(AF_INET, SOCK_STREAM, 0), ENXIO)); /* the manifest names no VM for sockets */
}

int main(int argc, char **argv)
{
    CHECK(argc == 3 && strcmp(argv[0], "client") == 0 && strcmp(argv[1], "one") == 0 &&
          strcmp(argv[2], "two") == 0);
    run(files, "files");
    run(more_than_the_link_holds, "more than the link holds");
    run(pipes, "pipes");
    run(in_the_link, "data in the link");
    run(streams, "streams");
    run(absent_calls, "calls that are not there");
    return check_failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
