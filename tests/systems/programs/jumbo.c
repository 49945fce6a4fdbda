/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two VMs with an MTU of 9000 talk to each other. Usage: jumbo server | jumbo client. The
 * server sends datagrams back, and the sum of the bytes that it gets by TCP. Each `ok` of the
 * client is a case (see tests/boot).
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/tcp.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SERVER      "10.0.2.15"
#define PORT        7
#define NATIVE_PORT 5678 /* to which a native VM sends */
#define MTU         9000
#define DATAGRAM    (MTU - 28)
#define SEGMENT     (MTU - 40)
#define PIECE       65536
#define PIECES      256
#define DATAGRAMS   20
#define PATIENCE_S  20

static uint8_t bytes[PIECE];

static void check(bool good, const char *what)
{
    printf("%s - %s\n", good ? "ok" : "not ok", what);
    fflush(stdout);
}

static struct sockaddr_in address_of(const char *host, uint16_t port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = inet_addr(host)};
}

static int bound_socket(int type, uint16_t port)
{
    struct sockaddr_in address = address_of("0.0.0.0", port);
    int file = socket(AF_INET, type, 0);

    return bind(file, (void *)&address, sizeof address) == 0 ? file : -1;
}

static uint64_t sum_of(uint64_t sum, const uint8_t *from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        sum = (sum ^ from[i]) * 0x100000001b3;
    return sum;
}

/* ---- The server ---- */

static void echo(void)
{
    int file = bound_socket(SOCK_DGRAM, PORT);
    struct sockaddr_in from;
    socklen_t length = sizeof from;
    ssize_t count;

    while ((count = recvfrom(file, bytes, sizeof bytes, 0, (void *)&from, &length)) >= 0)
        sendto(file, bytes, (size_t)count, 0, (void *)&from, length);
}

static int be_server(void)
{
    int listener = bound_socket(SOCK_STREAM, PORT), file;
    uint64_t sum = 0;
    ssize_t count;

    if (fork() == 0) {
        echo();
        return 1;
    }
    listen(listener, 1);
    file = accept(listener, NULL, NULL);
    while ((count = read(file, bytes, sizeof bytes)) > 0)
        sum = sum_of(sum, bytes, (size_t)count);
    if (write(file, &sum, sizeof sum) != sizeof sum)
        return 1;
    return read(file, bytes, 1) != 0; /* until the client has done */
}

/* ---- The client ---- */

static bool set_mtu(int mtu)
{
    struct ifreq request = {.ifr_name = "eth0", .ifr_mtu = mtu};

    return ioctl(bound_socket(SOCK_DGRAM, 0), SIOCSIFMTU, &request) == 0;
}

static int mtu(void)
{
    struct ifreq request = {.ifr_name = "eth0"};

    ioctl(bound_socket(SOCK_DGRAM, 0), SIOCGIFMTU, &request);
    return request.ifr_mtu;
}

static void use_interface(void)
{
    check(mtu() == MTU, "the interface has the MTU that the manifest says");
    check(!set_mtu(MTU + 1) && errno == EINVAL && mtu() == MTU, "it takes no larger one");
    check(set_mtu(1400) && mtu() == 1400, "but a smaller one,");
    check(set_mtu(MTU) && mtu() == MTU, "and the old one again");
}

/* The datagram of that size, with "don't fragment", comes back. */
static bool comes_back(int file, size_t count)
{
    static uint8_t back[PIECE];
    struct timespec pause = {.tv_nsec = 200000000};

    for (unsigned i = 0; i < 5 * PATIENCE_S; i++) {
        if (send(file, bytes, count, 0) == (ssize_t)count) {
            nanosleep(&pause, NULL);
            if (recv(file, back, sizeof back, MSG_DONTWAIT) == (ssize_t)count)
                return memcmp(bytes, back, count) == 0;
        }
    }
    return false;
}

static void use_datagrams(void)
{
    struct sockaddr_in server = address_of(SERVER, PORT);
    int file = socket(AF_INET, SOCK_DGRAM, 0), never = IP_PMTUDISC_DO;

    setsockopt(file, IPPROTO_IP, IP_MTU_DISCOVER, &never, sizeof never);
    connect(file, (void *)&server, sizeof server);
    check(comes_back(file, DATAGRAM), "a datagram of 9000 bytes comes back in one piece");
    check(send(file, bytes, DATAGRAM + 1, 0) < 0 && errno == EMSGSIZE,
          "one of 9001 does not even go");
}

static int reach_server(void)
{
    struct sockaddr_in server = address_of(SERVER, PORT);

    for (unsigned i = 0; i < PATIENCE_S; i++) {
        int file = socket(AF_INET, SOCK_STREAM, 0);

        if (connect(file, (void *)&server, sizeof server) == 0)
            return file;
        close(file);
        sleep(1);
    }
    return -1;
}

/* The average length of the segments that were sent. */
static bool are_long(const struct tcp_info *info)
{
    return info->tcpi_segs_out != 0 && PIECES * (uint64_t)PIECE / info->tcpi_segs_out > SEGMENT / 2;
}

static void use_stream(void)
{
    int file = reach_server(), segment = 0;
    struct tcp_info info = {0};
    socklen_t length = sizeof segment;
    uint64_t sum = 0, told = 0;
    bool good = true;

    getsockopt(file, IPPROTO_TCP, TCP_MAXSEG, &segment, &length);
    check(segment == SEGMENT, "TCP's segments are of 8960 bytes");
    for (unsigned i = 0; i < PIECES; i++) {
        memset(bytes, (int)i, sizeof bytes);
        sum = sum_of(sum, bytes, sizeof bytes);
        good = good && write(file, bytes, sizeof bytes) == sizeof bytes;
    }
    shutdown(file, SHUT_WR);
    check(good && read(file, &told, sizeof told) == sizeof told && told == sum,
          "16 MiB arrive as they were sent");
    length = sizeof info;
    getsockopt(file, IPPROTO_TCP, TCP_INFO, &info, &length);
    check(are_long(&info), "most in segments of that size");
    close(file);
}

/* A native VM sends as long ones as it may, when its longer ones have been refused. */
static void use_native(int file)
{
    struct timeval patience = {.tv_sec = PATIENCE_S};
    unsigned good = 0;

    setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    while (good < DATAGRAMS && recv(file, bytes, sizeof bytes, 0) == DATAGRAM)
        good++;
    check(good == DATAGRAMS, "datagrams of 9000 bytes come from a native VM, and no longer ones");
}

static int be_client(void)
{
    int native = bound_socket(SOCK_DGRAM, NATIVE_PORT);

    use_interface();
    use_datagrams();
    use_stream();
    use_native(native);
    puts("done");
    return 0;
}

int main(int argc, char **argv)
{
    return argc == 2 && strcmp(argv[1], "server") == 0 ? be_server() : be_client();
}
