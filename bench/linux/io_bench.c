/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Input and output of a Linux kernel, eVM's in a VM and the peer's. It prints `mark NAME COUNT`
 * before each round, and `mark NAME 0` behind it; around both the machine is idle for a while, in
 * which a program outside reads how many instructions the machine has executed.
 *
 *     io_bench serve            answers one TCP client
 *     io_bench tcp ADDRESS      is that client
 *     io_bench disk DEVICE      reads and writes a file of an ext4 file system
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAUSE_US    400000
#define ROUNDS      6 /* the first warms up */
#define PORT        5000
#define ROUND_TRIPS 1000
#define STREAM_MB   16
#define MB          (1 << 20)
#define PIECE       65536
#define BLOCK       4096
#define BLOCKS      512

static char piece[PIECE] __attribute__((aligned(BLOCK)));
static int file; /* a socket, or a file on a disk */

static void need(int good, const char *what)
{
    if (!good) {
        perror(what);
        exit(1);
    }
}

static void mark(const char *name, int count)
{
    usleep(PAUSE_US);
    printf("mark %s %d\n", name, count);
    fflush(stdout);
    usleep(PAUSE_US);
}

static void measure(const char *name, int count, int times, void (*action)(int number))
{
    for (int i = 0; i < ROUNDS; i++) {
        mark(name, count);
        for (int j = 0; j < times; j++)
            action(j);
        mark(name, 0);
    }
}

/* ---- TCP ---- */

static void no_delay(int fd)
{
    const int yes = 1;

    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

/* The first byte chooses: to 'r' the server answers, to 's' it answers the last byte of STREAM_MB
 * MB. */
static void serve(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    int listener = socket(AF_INET, SOCK_STREAM, 0), fd;
    ssize_t got;

    need(bind(listener, (void *)&address, sizeof address) == 0 && listen(listener, 1) == 0,
         "listen");
    fd = accept(listener, NULL, NULL);
    no_delay(fd);
    while ((got = read(fd, piece, 1)) == 1) {
        size_t left = piece[0] == 's' ? (size_t)STREAM_MB * MB - 1 : 0;

        for (; left > 0; left -= (size_t)got)
            need((got = read(fd, piece, left < PIECE ? left : PIECE)) > 0, "read");
        need(write(fd, "a", 1) == 1, "write");
    }
}

static void answer(void)
{
    char byte;

    need(read(file, &byte, 1) == 1, "read");
}

static void round_trip(int number)
{
    (void)number;
    need(write(file, "r", 1) == 1, "write");
    answer();
}

static void stream(int number)
{
    (void)number;
    memset(piece, 's', sizeof piece);
    for (int i = 0; i < STREAM_MB * (MB / PIECE); i++)
        need(write(file, piece, PIECE) == PIECE, "write");
    answer();
}

static void connect_to(const char *text)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(PORT)};

    inet_pton(AF_INET, text, &address.sin_addr);
    for (int i = 0; i < 50; i++) { /* the other VM may start later */
        file = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(file, (void *)&address, sizeof address) == 0) {
            no_delay(file);
            return;
        }
        close(file);
        usleep(PAUSE_US);
    }
    need(0, text);
}

/* ---- Disk ---- */

/* Returns scattered places, the same each time. */
static off_t place(int number)
{
    return (off_t)(number * 197 % BLOCKS) * BLOCK;
}

static void read_block(int number)
{
    need(pread(file, piece, BLOCK, place(number)) == BLOCK, "pread");
}

static void write_block(int number)
{
    need(pwrite(file, piece, BLOCK, place(number)) == BLOCK && fsync(file) == 0, "pwrite, fsync");
}

static void measure_disk(const char *device)
{
    mkdir("/disk", 0755);
    need(mount(device, "/disk", "ext4", 0, NULL) == 0, device);
    file = open("/disk/file", O_RDWR | O_CREAT, 0600);
    for (int i = 0; i < BLOCKS; i++)
        need(pwrite(file, piece, BLOCK, (off_t)i * BLOCK) == BLOCK, "pwrite");
    fsync(file);
    measure("disk_write_4k_fsync", BLOCKS, BLOCKS, write_block);
    close(file);
    file = open("/disk/file", O_RDONLY | O_DIRECT); /* not from the page cache */
    measure("disk_read_4k", BLOCKS, BLOCKS, read_block);
    close(file);
    umount("/disk");
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "tcp") == 0) {
        connect_to(argv[2]);
        measure("vm_tcp_round_trip", ROUND_TRIPS, ROUND_TRIPS, round_trip);
        measure("vm_tcp_mb", STREAM_MB, 1, stream);
    } else if (argc == 3 && strcmp(argv[1], "disk") == 0) {
        measure_disk(argv[2]);
    } else {
        serve();
    }
    printf("mark end 0\n");
    fflush(stdout);
    pause(); /* the peer's kernel must not lose its first process */
    return 0;
}
