/* SPDX-License-Identifier: BSD-2-Clause */
/* The costs of a rump kernel's services, in instructions. One source for a local client and for a
 * component client: the argument, `local` or `component`, ends the figures' names. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define SAMPLES 201
#define PAGE    4096
#define MIB     (1 << 20)
#define STREAM  (8 * MIB)
#define CHUNK   32768

static const char *who;
static uint64_t samples[SAMPLES], empty;
static char buffer[CHUNK];

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

static uint64_t median(void)
{
    qsort(samples, SAMPLES, sizeof(*samples), by_value);
    return samples[SAMPLES / 2];
}

#define MEASURE(statement)                             \
    for (int i_ = 0; i_ < SAMPLES; i_++) {             \
        uint64_t start_ = __builtin_ia32_rdtsc();      \
        statement;                                     \
        samples[i_] = __builtin_ia32_rdtsc() - start_; \
    }

static void report(const char *name, uint64_t value)
{
    printf("bench netbsd_%s_%s %llu\n", name, who, (unsigned long long)value);
}

static void absent(const char *name)
{
    printf("bench netbsd_%s_%s absent: it failed\n", name, who);
}

static void measure_calls(void)
{
    MEASURE(getpid());
    report("getpid", median() - empty);
}

static void measure_files(void)
{
    int file = open("/tmp/file", O_CREAT | O_RDWR, 0600);
    if (file < 0 || pwrite(file, buffer, PAGE, 0) != PAGE) {
        absent("read_4k");
        absent("write_4k");
        return;
    }
    MEASURE(pread(file, buffer, PAGE, 0));
    report("read_4k", median() - empty);
    MEASURE(pwrite(file, buffer, PAGE, 0));
    report("write_4k", median() - empty);
    close(file);
}

/* The kernel completes the handshake, so one thread can act for both ends. */
static int connect_pair(int pair[2])
{
    struct sockaddr_in address = {
        .sin_len = sizeof(address), .sin_family = AF_INET, .sin_port = htons(4713)};
    int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    pair[0] = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0 || pair[0] < 0 ||
        bind(listener, (struct sockaddr *)&address, sizeof(address)) || listen(listener, 1) ||
        connect(pair[0], (struct sockaddr *)&address, sizeof(address)))
        return -1;
    pair[1] = accept(listener, NULL, NULL);
    setsockopt(pair[0], IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    return pair[1] < 0 ? -1 : setsockopt(pair[1], IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
}

static void round_trip(const int pair[2])
{
    char byte = 1;

    write(pair[0], &byte, 1);
    read(pair[1], &byte, 1);
    write(pair[1], &byte, 1);
    read(pair[0], &byte, 1);
}

/* Sends and receives a buffer in turns. Returns the instructions for a MiB. */
static uint64_t stream(const int pair[2])
{
    uint64_t start = __builtin_ia32_rdtsc();

    for (size_t done = 0; done < STREAM; done += CHUNK) {
        if (write(pair[0], buffer, CHUNK) != CHUNK)
            return 0;
        for (ssize_t got = 0, now; got < CHUNK; got += now)
            if ((now = read(pair[1], buffer, CHUNK)) <= 0)
                return 0;
    }
    return (__builtin_ia32_rdtsc() - start) / (STREAM / MIB);
}

static void measure_tcp(void)
{
    uint64_t instructions;
    int pair[2];

    if (connect_pair(pair)) {
        absent("tcp_round_trip_lo");
        absent("tcp_mb_lo");
        return;
    }
    MEASURE(round_trip(pair));
    report("tcp_round_trip_lo", median() - empty);
    instructions = stream(pair);
    if (instructions == 0)
        absent("tcp_mb_lo");
    else
        report("tcp_mb_lo", instructions);
}

int main(int argc, char **argv)
{
    struct tmpfs_args arguments = {.ta_version = TMPFS_ARGS_VERSION, .ta_root_mode = 01777};

    who = argc > 1 ? argv[1] : "local";
    MEASURE();
    empty = median();
    measure_calls();
    mkdir("/tmp", 0777);
    if (mount("tmpfs", "/tmp", 0, &arguments, sizeof(arguments)))
        perror("mount /tmp");
    measure_files();
    measure_tcp();
    return 0;
}
