/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program that uses NetBSD's system calls: it keeps notes in a file and sends one of them to
 * itself over TCP. The same source makes a local client, linked into its VM, and a component
 * client, which calls one VM for files and another for sockets.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int complain(const char *what)
{
    perror(what);
    return 1;
}

static int keep(const char *note)
{
    int file = open("/notes", O_CREAT | O_WRONLY | O_APPEND, 0644);

    if (file < 0 || write(file, note, strlen(note)) != (ssize_t)strlen(note))
        return complain("/notes");
    return close(file) ? complain("/notes") : 0;
}

static int show(void)
{
    int file = open("/notes", O_RDONLY);
    char notes[256];
    ssize_t bytes = read(file, notes, sizeof(notes));

    if (file < 0 || bytes < 0)
        return complain("/notes");
    printf("notes, %d bytes: %.*s", (int)bytes, (int)bytes, notes);
    return close(file) ? complain("/notes") : 0;
}

/* The kernel completes the connection, so one thread is enough for both ends. */
static int talk_to_myself(const char *note)
{
    struct sockaddr_in here = {.sin_len = sizeof(here), .sin_family = AF_INET};
    int listener = socket(AF_INET, SOCK_STREAM, 0), mouth = socket(AF_INET, SOCK_STREAM, 0), ear;
    socklen_t length = sizeof(here);
    char heard[256];
    ssize_t bytes;

    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&here, sizeof(here)) || listen(listener, 1) ||
        getsockname(listener, (struct sockaddr *)&here, &length)) /* the port that bind() chose */
        return complain("listen");
    if (connect(mouth, (struct sockaddr *)&here, sizeof(here)))
        return complain("connect");
    ear = accept(listener, NULL, NULL);
    if (write(mouth, note, strlen(note)) < 0 || (bytes = read(ear, heard, sizeof(heard))) < 0)
        return complain("TCP");
    printf("heard over TCP: %.*s", (int)bytes, heard);
    return 0;
}

int main(int argc, char **argv)
{
    const char *who = argc > 1 ? argv[1] : argv[0];
    char note[64];

    snprintf(note, sizeof(note), "%s was here\n", who);
    return keep(note) || show() || talk_to_myself(note);
}
