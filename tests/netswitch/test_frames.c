/* SPDX-License-Identifier: BSD-2-Clause */
/* Random damage to good frames: whatever a VM sends reaches only ports that it may talk to, and
 * only under its own address. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "../components/random.h"
#include "config.h"
#include "ports.h"
#include "frames.h"

#define FRAMES 500000

static const uint64_t addresses[] = {
    FRAMES_ALL, 0, 0x020000000001, 0x020000000002, 0x020000000003, 0x525500000002};
static const uint32_t ips[] = {0, 0x0a00020f, 0x0a000210, 0x0a000211, 0x0a000202};

static struct bridge bridge;
static struct sample sample;
static struct random numbers;
static unsigned forwarded, leases;

static uint64_t below(uint64_t limit)
{
    return random_next(&numbers) % limit;
}

static uint64_t any_address(void)
{
    return addresses[below(sizeof addresses / sizeof *addresses)];
}

static uint32_t any_ip(void)
{
    return ips[below(sizeof ips / sizeof *ips)];
}

static void make(void)
{
    switch (below(3)) {
    case 0:
        sample_ipv4(&sample, any_address(), any_address(), any_ip(), any_ip(),
                    42 + (uint32_t)below(bridge.mtu - 27));
        break;
    case 1:
        sample_arp(&sample, any_address(), any_address(), 1 + (uint32_t)below(2), any_ip(),
                   any_ip());
        break;
    default:
        sample_dhcp(&sample, any_address(), any_address(), any_ip(), (unsigned)below(8),
                    any_address(), any_ip());
    }
    for (unsigned i = (unsigned)below(4); i > 0; i--)
        sample.bytes[below(below(2) ? 48 : sample.count)] = (uint8_t)below(256);
    if (below(8) == 0)
        sample.count = (uint32_t)below(sample.count + 1);
}

/* Checks a forwarded frame. */
static void check_forwarded(const struct port *port, const struct frame *frame, uint32_t to)
{
    assert_int_equal(to & ~port->peers, 0);
    if (port->uplink)
        return;
    assert_int_equal(sample_get(sample.bytes + 6, 6), port->address);
    if (sample_get(sample.bytes + 12, 2) == 0x0806) {
        assert_int_equal(sample_get(sample.bytes + 22, 6), port->address);
        assert_true(frame->probe || sample_get(sample.bytes + 28, 4) == port->ip);
    } else {
        assert_int_equal(sample_get(sample.bytes + 12, 2), 0x0800);
        assert_true((port->dhcp && frame->dhcp_request) ||
                    sample_get(sample.bytes + 26, 4) == port->ip);
    }
}

static void step(unsigned from, uint64_t now)
{
    struct port before = bridge.ports[from];
    uint8_t *bytes = malloc(sample.count);
    struct frame frame;
    uint64_t client;
    uint32_t to = 0, ip;

    memcpy(bytes, sample.bytes, sample.count);
    if (frame_fits(sample.count, bridge.mtu) && frame_read(&frame, bytes, sample.count) == 0)
        to = bridge_forward(&bridge, from, &frame, now);
    if (to != 0) {
        check_forwarded(&before, &frame, to);
        forwarded++;
    }
    if (to != 0 && frame.dhcp_answer) {
        assert_true(before.uplink);
        ip = frame_lease(bytes, sample.count, &client);
        leases += ip != 0;
        bridge_lease(&bridge, to, client, ip);
    }
    free(bytes);
}

static const struct netswitch_config ports = {
    ETHER_MTU,
    5,
    {UPLINK("nic", 0), VM("web", 1, 0x20f, 1 << 0 | 1 << 3), VM("cache", 2, 0, 1 << 0),
     VM("guest", 3, 0, 0), UPLINK("lan", 1 << 2)}};

static void fuzz(uint32_t mtu)
{
    struct netswitch_config config = ports;
    int port;

    numbers.state = (uint64_t)time(NULL);
    printf("# seed %llu\n", (unsigned long long)numbers.state);
    config.mtu = mtu;
    memset(&bridge, 0, sizeof bridge);
    forwarded = leases = 0;
    assert_null(config_read(&bridge, &config, sizeof config, 1000, &port));
    for (uint64_t i = 0; i < FRAMES; i++) {
        make();
        step((unsigned)below(bridge.count), i);
        if (below(1000) == 0)
            bridge_restart(&bridge, (unsigned)below(bridge.count));
    }
    printf("# %u frames, %u went on, %u gave addresses\n", FRAMES, forwarded, leases);
    assert_true(forwarded > FRAMES / 100 && leases > 100);
}

static void frames(void **state)
{
    (void)state;
    fuzz(ETHER_MTU);
}

static void long_frames(void **state)
{
    (void)state;
    fuzz(ETHER_MTU_MOST);
}

/* Checks an accepted configuration. */
static void check_accepted(void)
{
    assert_true(bridge.count <= NETSWITCH_PORTS && bridge.mtu <= ETHER_MTU_MOST);
    for (unsigned i = 0; i < bridge.count; i++) {
        const struct port *one = &bridge.ports[i];

        assert_true(one->uplink == (one->address == 0) && !(one->address & FRAME_GROUP));
        assert_true(one->uplink == (bridge.uplinks >> i & 1) && one->name[NETSWITCH_NAME - 1] == 0);
        assert_false(one->peers >> i & 1 || (uint64_t)one->peers >> bridge.count != 0);
        for (unsigned j = 0; j < i; j++) {
            const struct port *other = &bridge.ports[j];

            assert_true(one->uplink || one->address != other->address);
            assert_true(one->ip == 0 || one->ip != other->ip);
            assert_int_equal(one->peers >> j & 1, other->peers >> i & 1);
        }
    }
}

static void configurations(void **state)
{
    unsigned accepted = 0, rounds = FRAMES / 10;

    (void)state;
    for (unsigned i = 0; i < rounds; i++) {
        struct netswitch_config config = ports;
        size_t most = below(2) ? sizeof config : 8 + 5 * sizeof *config.ports;
        int port;

        for (uint64_t n = below(4); n > 0; n--)
            ((uint8_t *)&config)[below(most)] ^= (uint8_t)(1 << below(8));
        memset(&bridge, 0, sizeof bridge);
        if (config_read(&bridge, &config, sizeof config, 1ull << 35, &port) == NULL) {
            check_accepted();
            accepted++;
        }
    }
    printf("# %u of %u configurations accepted\n", accepted, rounds);
    assert_true(accepted > rounds / 10 && accepted < rounds - rounds / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames),
        cmocka_unit_test(long_frames),
        cmocka_unit_test(configurations),
    };

    return cmocka_run_group_tests_name("frames", tests, NULL, NULL);
}
