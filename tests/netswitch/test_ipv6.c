/* SPDX-License-Identifier: BSD-2-Clause */
/* What a VM may send by IPv6, and how it may try to hide it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "config.h"
#include "ports.h"
#include "frames.h"

#define HZ 1000

enum { NIC, WEB, CACHE }; /* ports */
enum { OF_NIC = 1 << NIC, OF_WEB = 1 << WEB, OF_CACHE = 1 << CACHE };

#define WEB_MAC   0x020000000001
#define CACHE_MAC 0x020000000002
#define FAR_MAC   0x525500000002
#define GROUP     0x333300000001

static const uint8_t web_local[16] = {0xfe, 0x80, [11] = 0xff, [12] = 0xfe, [15] = 1};
static const uint8_t web_ip[16] = {0xfd, [15] = 0x15};
static const uint8_t cache_ip[16] = {0xfd, [15] = 0x16};
static const uint8_t far_ip[16] = {0xfd, [15] = 0x99};
static const uint8_t unspecified[16];

enum {
    SOLICITATION = 135,
    ADVERTISEMENT,
    REDIRECT,
    ROUTER_SOLICITATION = 133,
    ROUTER_ADVERTISEMENT,
    REPORT = 143
};
#define ICMP 58
#define UDP  17

static struct bridge bridge;
static struct sample sample;
static uint32_t at; /* offset in the sample, behind the bytes so far */

static int setup(void **state)
{
    static const struct netswitch_config config = {ETHER_MTU,
                                                   3,
                                                   {UPLINK("nic", 0),
                                                    {.name = "web",
                                                     .address = {2, 0, 0, 0, 0, 1},
                                                     .ip = 0x0a00020f,
                                                     .ip6 = {0xfd, [15] = 0x15},
                                                     .peers = 1 << 0 | 1 << 2},
                                                    {.name = "cache",
                                                     .address = {2, 0, 0, 0, 0, 2},
                                                     .ip = 0x0a000210,
                                                     .ip6 = {0xfd, [15] = 0x16},
                                                     .peers = 1 << 0}}};
    int port;

    (void)state;
    memset(&bridge, 0, sizeof bridge);
    return config_read(&bridge, &config, sizeof config, HZ, &port) == NULL ? 0 : -1;
}

/* ---- Frames ---- */

static void begin(uint64_t to, uint64_t from, const uint8_t *source, unsigned next)
{
    sample_begin(&sample, to, from, 0x86dd, 54);
    sample_put(&sample, 14, 6ull << 28, 4);
    sample_put(&sample, 20, next << 8 | 255, 2);
    memcpy(sample.bytes + 22, source, 16);
    memcpy(sample.bytes + 38, far_ip, 16);
    at = 54;
}

static void put(uint64_t value, unsigned bytes)
{
    sample_put(&sample, at, value, bytes);
    at += bytes;
}

/* Puts a header of 8 bytes in front of the next one. */
static void put_header(unsigned next, unsigned bytes)
{
    put(next << 8 | (bytes / 8 - 1), 2);
    for (unsigned i = 2; i < bytes; i++)
        put(0, 1);
}

static void put_neighbour(unsigned type, const uint8_t *target, unsigned option, uint64_t address)
{
    put((uint64_t)type << 56, 8);
    memcpy(sample.bytes + at, target, 16);
    at += 16;
    if (option != 0) {
        put(option << 8 | 1, 2);
        put(address, 6);
    }
}

static void finish(void)
{
    sample_put(&sample, 18, at - 54, 2);
    sample.count = at < 60 ? 60 : at; /* padding */
}

static uint32_t send(unsigned from, unsigned *problem)
{
    uint32_t bytes = sample.count < FRAME_HEAD ? sample.count : FRAME_HEAD, to = 0;
    uint8_t *head = malloc(bytes); /* the sanitizer sees a read beyond */
    struct frame frame;

    memcpy(head, sample.bytes, bytes);
    *problem = frame_fits(sample.count, ETHER_MTU) ? frame_read(&frame, head, sample.count)
                                                   : NETSWITCH_MALFORMED;
    if (*problem == 0) {
        memset(bridge.ports[from].counters, 0, sizeof bridge.ports[from].counters);
        to = bridge_forward(&bridge, from, &frame, 1000);
        for (unsigned i = NETSWITCH_MALFORMED; i <= NETSWITCH_LIMITED && to == 0; i++)
            *problem = bridge.ports[from].counters[i] != 0 ? i : *problem;
    }
    free(head);
    return to;
}

static void expect(unsigned from, uint32_t to)
{
    unsigned problem;

    finish();
    assert_int_equal(send(from, &problem), to);
}

static void dropped(unsigned from, unsigned why)
{
    unsigned problem;

    finish();
    assert_int_equal(send(from, &problem), 0);
    assert_int_equal(problem, why);
}

static void neighbour(uint64_t from, const uint8_t *source, unsigned type, const uint8_t *target,
                      unsigned option, uint64_t address)
{
    begin(GROUP, from, source, ICMP);
    put_neighbour(type, target, option, address);
}

static void datagram(uint64_t to, uint64_t from, const uint8_t *source, unsigned from_port,
                     unsigned to_port)
{
    begin(to, from, source, UDP);
    put(from_port << 16 | to_port, 4);
    put(8 << 16, 4);
}

/* ---- Tests ---- */

static void own_addresses_pass(void **state)
{
    (void)state;
    datagram(CACHE_MAC, WEB_MAC, web_ip, 1, 2);
    expect(WEB, OF_CACHE);
    datagram(CACHE_MAC, WEB_MAC, web_local, 1, 2);
    expect(WEB, OF_CACHE);
    datagram(GROUP, WEB_MAC, web_local, 1, 2);
    expect(WEB, OF_NIC | OF_CACHE);
    datagram(WEB_MAC, FAR_MAC, far_ip, 1, 2);
    expect(NIC, OF_WEB);
}

static void others_are_dropped(void **state)
{
    (void)state;
    datagram(CACHE_MAC, WEB_MAC, cache_ip, 1, 2);
    dropped(WEB, NETSWITCH_FORGED_IP);
    datagram(CACHE_MAC, WEB_MAC, far_ip, 1, 2);
    dropped(WEB, NETSWITCH_FORGED_IP);
    datagram(CACHE_MAC, WEB_MAC, unspecified, 1, 2);
    dropped(WEB, NETSWITCH_FORGED_IP);
    datagram(CACHE_MAC, CACHE_MAC, web_ip, 1, 2);
    dropped(WEB, NETSWITCH_FORGED_MAC);
    datagram(WEB_MAC, FAR_MAC, cache_ip, 1, 2);
    dropped(NIC, NETSWITCH_FORGED_IP);
    datagram(WEB_MAC, CACHE_MAC, far_ip, 1, 2);
    dropped(NIC, NETSWITCH_FORGED_MAC);
    datagram(WEB_MAC, FAR_MAC, web_local, 1, 2);
    dropped(NIC, NETSWITCH_FORGED_IP);
}

static void neighbours(void **state)
{
    (void)state;
    neighbour(WEB_MAC, web_ip, SOLICITATION, cache_ip, 1, WEB_MAC);
    expect(WEB, OF_NIC | OF_CACHE);
    neighbour(WEB_MAC, web_ip, ADVERTISEMENT, web_ip, 2, WEB_MAC);
    expect(WEB, OF_NIC | OF_CACHE);
    neighbour(WEB_MAC, unspecified, SOLICITATION, web_ip, 0, 0);
    expect(WEB, OF_NIC | OF_CACHE);
    neighbour(WEB_MAC, unspecified, SOLICITATION, cache_ip, 0, 0); /* a VM that claims another's */
    dropped(WEB, NETSWITCH_FORGED_IP);
    neighbour(WEB_MAC, web_ip, ADVERTISEMENT, cache_ip, 2, WEB_MAC);
    dropped(WEB, NETSWITCH_FORGED_IP);
    neighbour(WEB_MAC, web_ip, ADVERTISEMENT, far_ip, 2, WEB_MAC);
    dropped(WEB, NETSWITCH_FORGED_IP);
    neighbour(WEB_MAC, web_ip, ADVERTISEMENT, web_ip, 2, CACHE_MAC);
    dropped(WEB, NETSWITCH_FORGED_MAC);
    neighbour(WEB_MAC, web_ip, SOLICITATION, far_ip, 1, FAR_MAC);
    dropped(WEB, NETSWITCH_FORGED_MAC);
    neighbour(FAR_MAC, far_ip, ADVERTISEMENT, far_ip, 2, FAR_MAC);
    expect(NIC, OF_WEB | OF_CACHE);
    neighbour(FAR_MAC, far_ip, ADVERTISEMENT, web_ip, 2, FAR_MAC);
    dropped(NIC, NETSWITCH_FORGED_IP);
    neighbour(FAR_MAC, far_ip, ADVERTISEMENT, far_ip, 2, WEB_MAC);
    dropped(NIC, NETSWITCH_FORGED_MAC);
}

static void routers_are_outside(void **state)
{
    static const unsigned types[] = {ROUTER_ADVERTISEMENT, REDIRECT};

    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        neighbour(WEB_MAC, web_local, types[i], far_ip, 0, 0);
        dropped(WEB, NETSWITCH_FORGED_IP);
        neighbour(FAR_MAC, far_ip, types[i], far_ip, 0, 0);
        expect(NIC, OF_WEB | OF_CACHE);
    }
    begin(GROUP, WEB_MAC, unspecified, ICMP);
    put((uint64_t)ROUTER_SOLICITATION << 56, 8);
    expect(WEB, OF_NIC | OF_CACHE);
    datagram(CACHE_MAC, WEB_MAC, web_local, 547, 546);
    dropped(WEB, NETSWITCH_FORGED_IP);
    datagram(GROUP, WEB_MAC, web_local, 546, 547);
    expect(WEB, OF_NIC | OF_CACHE);
}

/* Behind each kind of header, and behind as many as fit. */
static void hidden_advertisements_are_found(void **state)
{
    static const unsigned headers[] = {0, 43, 60};

    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        for (unsigned count = 1; count < 12; count++) {
            begin(GROUP, WEB_MAC, web_local, headers[i]);
            for (unsigned n = 1; n <= count; n++)
                put_header(n == count ? ICMP : headers[i], 8);
            put((uint64_t)ROUTER_ADVERTISEMENT << 56, 8);
            dropped(WEB, count <= 4 ? NETSWITCH_FORGED_IP : NETSWITCH_MALFORMED);
        }
    }
    begin(GROUP, WEB_MAC, web_local, 60); /* longer than the inspected part */
    put_header(ICMP, 80);
    put((uint64_t)ROUTER_ADVERTISEMENT << 56, 8);
    dropped(WEB, NETSWITCH_MALFORMED);
    begin(GROUP, WEB_MAC, web_local, 44); /* a first fragment */
    put(ICMP << 24 | 1, 4);
    put(7, 4);
    put((uint64_t)ROUTER_ADVERTISEMENT << 56, 8);
    dropped(WEB, NETSWITCH_MALFORMED);
    begin(GROUP, WEB_MAC, web_local, 44); /* a fragment that claims to be all */
    put(ICMP << 24, 4);
    put(7, 4);
    put((uint64_t)ADVERTISEMENT << 56, 8);
    dropped(WEB, NETSWITCH_MALFORMED);
    /* a second option contradicts */
    neighbour(WEB_MAC, web_ip, ADVERTISEMENT, web_ip, 2, WEB_MAC);
    put(2 << 8 | 1, 2);
    put(CACHE_MAC, 6);
    dropped(WEB, NETSWITCH_MALFORMED);
    neighbour(WEB_MAC, web_ip, ADVERTISEMENT, web_ip, 14, 0); /* or one beyond the inspected part */
    for (unsigned i = 0; i < 3; i++) {
        put(2 << 8 | 1, 2);
        put(CACHE_MAC, 6);
    }
    dropped(WEB, NETSWITCH_MALFORMED);
    neighbour(WEB_MAC, web_ip, ADVERTISEMENT, web_ip, 2, WEB_MAC);
    sample_put(&sample, at - 7, 0, 1); /* an option of length 0 */
    dropped(WEB, NETSWITCH_MALFORMED);
}

static void lengths(void **state)
{
    unsigned problem;

    (void)state;
    datagram(CACHE_MAC, WEB_MAC, web_ip, 1, 2);
    finish();
    for (uint32_t count = 14; count < 62; count++) {
        sample.count = count;
        assert_int_equal(send(WEB, &problem), 0);
        assert_int_equal(problem, NETSWITCH_MALFORMED);
    }
    datagram(CACHE_MAC, WEB_MAC, web_ip, 1, 2);
    sample_put(&sample, 14, 4, 1);
    dropped(WEB, NETSWITCH_MALFORMED);
    begin(CACHE_MAC, WEB_MAC, web_ip, 59); /* an empty packet */
    expect(WEB, OF_CACHE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(own_addresses_pass, setup),
        cmocka_unit_test_setup(others_are_dropped, setup),
        cmocka_unit_test_setup(neighbours, setup),
        cmocka_unit_test_setup(routers_are_outside, setup),
        cmocka_unit_test_setup(hidden_advertisements_are_found, setup),
        cmocka_unit_test_setup(lengths, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
