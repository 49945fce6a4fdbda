/* SPDX-License-Identifier: BSD-2-Clause */
/* Which port may send what to which. */
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

enum { NIC, WEB, CACHE, GUEST, LAN }; /* ports */
enum {
    OF_NIC = 1 << NIC,
    OF_WEB = 1 << WEB,
    OF_CACHE = 1 << CACHE,
    OF_GUEST = 1 << GUEST,
    OF_LAN = 1 << LAN
};

#define WEB_MAC   0x020000000001
#define CACHE_MAC 0x020000000002
#define GUEST_MAC 0x020000000003
#define FAR_MAC   0x525500000002
#define WEB_IP    0x0a00020f
#define CACHE_IP  0x0a000210
#define GUEST_IP  0x0a000211 /* by DHCP */
#define FAR_IP    0x0a000202

static struct bridge bridge;
static struct sample sample;
static uint64_t now;

/* web may talk with the uplinks and guest, guest only with nic, cache only with lan. */
static int setup(void **state)
{
    static const struct netswitch_config config = {ETHER_MTU,
                                                   5,
                                                   {UPLINK("nic", 0),
                                                    VM("web", 1, 0x20f, 1 << 0 | 1 << 4 | 1 << 3),
                                                    {.name = "cache",
                                                     .address = {2, 0, 0, 0, 0, 2},
                                                     .ip = CACHE_IP,
                                                     .peers = 1 << 4,
                                                     .rate = 1000,
                                                     .burst = 3000},
                                                    VM("guest", 3, 0, 1 << 0),
                                                    UPLINK("lan", 0)}};
    int port;

    (void)state;
    memset(&bridge, 0, sizeof bridge);
    now = 1000000000;
    return config_read(&bridge, &config, sizeof config, HZ, &port) == NULL ? 0 : -1;
}

static unsigned read_sample(struct frame *frame)
{
    uint32_t bytes = sample.count < FRAME_HEAD ? sample.count : FRAME_HEAD;
    uint8_t *head = malloc(bytes); /* the sanitizer sees a read beyond */
    unsigned result;

    memcpy(head, sample.bytes, bytes);
    result = frame_fits(sample.count, bridge.mtu) ? frame_read(frame, head, sample.count)
                                                  : NETSWITCH_MALFORMED;
    free(head);
    return result;
}

static uint32_t send(unsigned from)
{
    struct frame frame;

    assert_int_equal(read_sample(&frame), 0);
    return bridge_forward(&bridge, from, &frame, now);
}

static void dropped(unsigned from, enum netswitch_counter why)
{
    uint64_t before = bridge.ports[from].counters[why];

    assert_int_equal(send(from), 0);
    assert_int_equal(bridge.ports[from].counters[why], before + 1);
}

static uint32_t ipv4(unsigned from, uint64_t to, uint64_t address, uint32_t source)
{
    sample_ipv4(&sample, to, address, source, FAR_IP, 60);
    return send(from);
}

static void frames_go_where_declared(void **state)
{
    (void)state;
    assert_int_equal(ipv4(WEB, GUEST_MAC, WEB_MAC, WEB_IP), OF_GUEST);
    assert_int_equal(ipv4(WEB, FRAMES_ALL, WEB_MAC, WEB_IP), OF_NIC | OF_GUEST | OF_LAN);
    assert_int_equal(ipv4(WEB, 0x01005e000001, WEB_MAC, WEB_IP), OF_NIC | OF_GUEST | OF_LAN);
    assert_int_equal(ipv4(NIC, FRAMES_ALL, FAR_MAC, FAR_IP), OF_WEB | OF_GUEST);
    assert_int_equal(ipv4(NIC, WEB_MAC, FAR_MAC, FAR_IP), OF_WEB);
    assert_int_equal(ipv4(CACHE, FRAMES_ALL, CACHE_MAC, CACHE_IP), OF_LAN);
}

static void undeclared_ports_are_refused(void **state)
{
    (void)state;
    sample_ipv4(&sample, CACHE_MAC, WEB_MAC, WEB_IP, CACHE_IP, 60);
    dropped(WEB, NETSWITCH_REFUSED);
    sample_ipv4(&sample, CACHE_MAC, FAR_MAC, FAR_IP, CACHE_IP, 60);
    dropped(NIC, NETSWITCH_REFUSED);
    bridge.ports[GUEST].peers = 0;
    sample_arp(&sample, FRAMES_ALL, GUEST_MAC, 1, 0, FAR_IP);
    dropped(GUEST, NETSWITCH_REFUSED);
}

static void addresses_are_learnt_and_forgotten(void **state)
{
    (void)state;
    assert_int_equal(ipv4(WEB, FAR_MAC, WEB_MAC, WEB_IP), OF_NIC | OF_LAN);
    assert_int_equal(ipv4(WEB, 0, WEB_MAC, WEB_IP), OF_NIC | OF_LAN);
    ipv4(LAN, WEB_MAC, FAR_MAC, FAR_IP);
    assert_int_equal(ipv4(WEB, FAR_MAC, WEB_MAC, WEB_IP), OF_LAN);
    ipv4(NIC, WEB_MAC, FAR_MAC, FAR_IP);
    assert_int_equal(ipv4(WEB, FAR_MAC, WEB_MAC, WEB_IP), OF_NIC);
    now += BRIDGE_AGE_SECONDS * HZ + 1;
    assert_int_equal(ipv4(WEB, FAR_MAC, WEB_MAC, WEB_IP), OF_NIC | OF_LAN);
}

static void many_stations_do_no_harm(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 100000; i++) {
        now++;
        assert_int_equal(ipv4(LAN, WEB_MAC, FAR_MAC + i, FAR_IP), OF_WEB);
        assert_int_equal(ipv4(WEB, FAR_MAC + i, WEB_MAC, WEB_IP), OF_LAN);
    }
    assert_int_equal(ipv4(WEB, FAR_MAC, WEB_MAC, WEB_IP), OF_NIC | OF_LAN);
    assert_int_equal(ipv4(WEB, GUEST_MAC, WEB_MAC, WEB_IP), OF_GUEST);
}

static void what_is_for_the_same_side_stays_there(void **state)
{
    (void)state;
    ipv4(NIC, WEB_MAC, FAR_MAC, FAR_IP);
    sample_ipv4(&sample, FAR_MAC, FAR_MAC + 1, FAR_IP + 100, FAR_IP, 60);
    dropped(NIC, NETSWITCH_ELSEWHERE);
    sample_ipv4(&sample, FAR_MAC + 9, FAR_MAC + 1, FAR_IP + 100, FAR_IP, 60);
    dropped(NIC, NETSWITCH_ELSEWHERE);
    sample_ipv4(&sample, WEB_MAC, WEB_MAC, WEB_IP, WEB_IP, 60);
    dropped(WEB, NETSWITCH_ELSEWHERE);
}

static void forged_addresses_are_dropped(void **state)
{
    (void)state;
    sample_ipv4(&sample, FAR_MAC, CACHE_MAC, WEB_IP, FAR_IP, 60);
    dropped(WEB, NETSWITCH_FORGED_MAC);
    sample_ipv4(&sample, FAR_MAC, WEB_MAC, CACHE_IP, FAR_IP, 60);
    dropped(WEB, NETSWITCH_FORGED_IP);
    sample_ipv4(&sample, FAR_MAC, WEB_MAC, 0, FAR_IP, 60);
    dropped(WEB, NETSWITCH_FORGED_IP);
    sample_arp(&sample, FRAMES_ALL, WEB_MAC, 2, CACHE_IP, FAR_IP);
    dropped(WEB, NETSWITCH_FORGED_IP);
    sample_arp(&sample, FRAMES_ALL, WEB_MAC, 2, 0, FAR_IP);
    dropped(WEB, NETSWITCH_FORGED_IP);
    sample_arp(&sample, FRAMES_ALL, WEB_MAC, 1, WEB_IP, FAR_IP);
    assert_int_equal(send(WEB), OF_NIC | OF_LAN | OF_GUEST);
    sample_put(&sample, 22, CACHE_MAC, 6);
    dropped(WEB, NETSWITCH_FORGED_MAC);
}

static void no_station_outside_is_a_vm(void **state)
{
    (void)state;
    sample_ipv4(&sample, FRAMES_ALL, CACHE_MAC, FAR_IP, WEB_IP, 60);
    dropped(NIC, NETSWITCH_FORGED_MAC);
    sample_ipv4(&sample, WEB_MAC, 0, FAR_IP, WEB_IP, 60);
    dropped(NIC, NETSWITCH_FORGED_MAC);
    sample_ipv4(&sample, WEB_MAC, FAR_MAC, CACHE_IP, WEB_IP, 60);
    dropped(NIC, NETSWITCH_FORGED_IP);
    sample_arp(&sample, FRAMES_ALL, FAR_MAC, 2, CACHE_IP, WEB_IP);
    dropped(NIC, NETSWITCH_FORGED_IP);
    sample_arp(&sample, FRAMES_ALL, FAR_MAC, 2, FAR_IP, WEB_IP);
    sample_put(&sample, 22, WEB_MAC, 6);
    dropped(NIC, NETSWITCH_FORGED_MAC);
}

/* Sends the guest an answer of that kind from the port. */
static void answer(unsigned from, unsigned kind, uint64_t client, uint32_t ip)
{
    struct frame frame;
    uint64_t to;

    sample_dhcp(&sample, FRAMES_ALL, FAR_MAC, FAR_IP, kind, client, ip);
    assert_int_equal(read_sample(&frame), 0);
    assert_true(frame.dhcp_answer);
    ip = frame_lease(sample.bytes, sample.count, &to);
    if (ip != 0)
        bridge_lease(&bridge, bridge_forward(&bridge, from, &frame, now), to, ip);
}

static bool guest_may_use(uint32_t ip)
{
    return ipv4(GUEST, FAR_MAC, GUEST_MAC, ip) != 0;
}

static void addresses_are_learnt_from_dhcp(void **state)
{
    (void)state;
    assert_false(guest_may_use(GUEST_IP));
    sample_dhcp(&sample, FRAMES_ALL, GUEST_MAC, 0, 3, GUEST_MAC, 0);
    assert_int_equal(send(GUEST), OF_NIC | OF_WEB);
    answer(NIC, 2, GUEST_MAC, GUEST_IP); /* only an offer */
    answer(LAN, 5, GUEST_MAC, GUEST_IP); /* a port that cannot reach it */
    answer(NIC, 5, GUEST_MAC, WEB_IP);
    answer(NIC, 5, FAR_MAC, GUEST_IP);
    assert_false(guest_may_use(GUEST_IP) || guest_may_use(WEB_IP));
    answer(NIC, 5, GUEST_MAC, GUEST_IP);
    assert_true(guest_may_use(GUEST_IP));
    assert_false(guest_may_use(GUEST_IP + 1));
    sample_dhcp(&sample, FRAMES_ALL, GUEST_MAC, 0, 3, GUEST_MAC, 0);
    assert_int_equal(send(GUEST), OF_NIC | OF_WEB);
    sample_dhcp(&sample, FRAMES_ALL, GUEST_MAC, CACHE_IP, 3, GUEST_MAC, 0);
    dropped(GUEST, NETSWITCH_FORGED_IP);
    bridge_restart(&bridge, GUEST);
    assert_false(guest_may_use(GUEST_IP));
    sample_dhcp(&sample, FRAMES_ALL, GUEST_MAC, GUEST_IP, 3, GUEST_MAC, 0); /* asks to keep it */
    assert_int_equal(send(GUEST), OF_NIC | OF_WEB);
}

static void fixed_addresses_stay(void **state)
{
    (void)state;
    answer(NIC, 5, WEB_MAC, WEB_IP + 100);
    bridge_restart(&bridge, WEB);
    assert_int_equal(bridge.ports[WEB].ip, WEB_IP);
    sample_dhcp(&sample, FRAMES_ALL, WEB_MAC, 0, 3, WEB_MAC, 0);
    dropped(WEB, NETSWITCH_FORGED_IP);
    sample_dhcp(&sample, FRAMES_ALL, WEB_MAC, WEB_IP, 5, GUEST_MAC, GUEST_IP); /* from no server */
    dropped(WEB, NETSWITCH_FORGED_IP);
}

static void rates_are_kept(void **state)
{
    unsigned passed = 0;

    (void)state;
    for (unsigned i = 0; i < 50; i++)
        passed += ipv4(CACHE, FRAMES_ALL, CACHE_MAC, CACHE_IP) != 0;
    assert_int_equal(passed, 50); /* of 60 bytes: the burst */
    dropped(CACHE, NETSWITCH_LIMITED);
    for (unsigned i = 0; i < 10 * HZ; i++) {
        now++;
        passed += ipv4(CACHE, FRAMES_ALL, CACHE_MAC, CACHE_IP) != 0;
    }
    assert_in_range(passed - 50, 10 * 1000 / 60 - 1, 10 * 1000 / 60);
    now += UINT64_MAX / 4;
    for (passed = 0; ipv4(CACHE, FRAMES_ALL, CACHE_MAC, CACHE_IP) != 0; passed++) {
    }
    assert_int_equal(passed, 50);
}

static void damage(uint32_t at, uint64_t value, unsigned count, unsigned problem)
{
    struct sample before = sample;
    struct frame frame;

    sample_put(&sample, at, value, count);
    assert_int_equal(read_sample(&frame), problem);
    sample = before;
}

static void malformed_frames_are_found(void **state)
{
    struct frame frame;

    (void)state;
    sample_arp(&sample, FRAMES_ALL, WEB_MAC, 1, WEB_IP, FAR_IP);
    damage(6, 1, 1, NETSWITCH_MALFORMED);       /* a group as the sender */
    damage(14, 6, 2, NETSWITCH_MALFORMED);      /* no Ethernet address */
    damage(16, 0x86dd, 2, NETSWITCH_MALFORMED); /* not for IPv4 */
    damage(18, 0x0604 + 1, 2, NETSWITCH_MALFORMED);
    damage(20, 3, 2, NETSWITCH_MALFORMED);
    damage(12, 0x8100, 2, NETSWITCH_PROTOCOL);
    damage(12, 0x86dd, 2, NETSWITCH_MALFORMED); /* an IPv4 packet inside */
    damage(12, 0x88cc, 2, NETSWITCH_PROTOCOL);
    for (sample.count = 0; sample.count < 42; sample.count++)
        assert_int_equal(read_sample(&frame), NETSWITCH_MALFORMED);
    sample_ipv4(&sample, FAR_MAC, WEB_MAC, WEB_IP, FAR_IP, 60);
    damage(14, 0x65, 1, NETSWITCH_MALFORMED);
    damage(14, 0x44, 1, NETSWITCH_MALFORMED);
    damage(16, 47, 2, NETSWITCH_MALFORMED); /* longer than the frame, */
    damage(16, 19, 2, NETSWITCH_MALFORMED); /* shorter than its header, */
    damage(16, 27, 2, NETSWITCH_MALFORMED); /* than UDP's */
    damage(20, 1, 2, 0);                    /* which a later fragment lacks */
    for (sample.count = 0; sample.count < 60; sample.count++)
        assert_int_equal(read_sample(&frame), NETSWITCH_MALFORMED);
}

static void frames_are_as_long_as_the_mtu_says(void **state)
{
    static const struct {
        uint32_t mtu, bytes;
        bool fits;
    } cases[] = {
        {1500, 0, false},          {1500, 13, false},   {1500, 14, true},
        {1500, 1514, true},        {1500, 1515, false}, {1500, 9014, false},
        {1500, UINT32_MAX, false}, {9000, 13, false},   {9000, 1515, true},
        {9000, 9014, true},        {9000, 9015, false}, {9000, UINT32_MAX, false},
        {1280, 1294, true},        {1280, 1295, false},
    };

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(frame_fits(cases[i].bytes, cases[i].mtu), cases[i].fits);
    bridge.mtu = 9000;
    sample_ipv4(&sample, FAR_MAC, WEB_MAC, WEB_IP, FAR_IP, 9014);
    assert_int_equal(send(WEB), OF_NIC | OF_LAN);
    sample_put(&sample, 16, 9001, 2); /* longer than the frame */
    assert_int_equal(read_sample(&(struct frame){0}), NETSWITCH_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(frames_are_as_long_as_the_mtu_says, setup),
        cmocka_unit_test_setup(frames_go_where_declared, setup),
        cmocka_unit_test_setup(undeclared_ports_are_refused, setup),
        cmocka_unit_test_setup(addresses_are_learnt_and_forgotten, setup),
        cmocka_unit_test_setup(many_stations_do_no_harm, setup),
        cmocka_unit_test_setup(what_is_for_the_same_side_stays_there, setup),
        cmocka_unit_test_setup(forged_addresses_are_dropped, setup),
        cmocka_unit_test_setup(no_station_outside_is_a_vm, setup),
        cmocka_unit_test_setup(addresses_are_learnt_from_dhcp, setup),
        cmocka_unit_test_setup(fixed_addresses_stay, setup),
        cmocka_unit_test_setup(rates_are_kept, setup),
        cmocka_unit_test_setup(malformed_frames_are_found, setup),
    };

    return cmocka_run_group_tests_name("bridge", tests, NULL, NULL);
}
