/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration that the tool writes for the switch, and mistakes in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "config.h"

#define HZ 1000

static struct bridge bridge;
static int port;

/* Reads a copy in memory of its own, so that the sanitizer sees each byte too far. */
static const char *read_bytes(const void *config, size_t bytes)
{
    void *copy = malloc(bytes);
    const char *expected;

    memcpy(copy, config, bytes);
    memset(&bridge, 0, sizeof bridge);
    expected = config_read(&bridge, copy, bytes, HZ, &port);
    free(copy);
    return expected;
}

static const char *read_config(const struct netswitch_config *config)
{
    return read_bytes(config, sizeof *config);
}

/* An uplink and two VMs; each test changes the fields that it tests. */
static const struct netswitch_config good = {
    .mtu = 1500,
    .port_count = 3,
    .ports = {{.name = "nic"},
              {.name = "web",
               .address = {0x52, 0x54, 0, 0xab, 0, 1},
               .ip = 0x0a00020f,
               .ip6 = {0xfd, [15] = 0x15},
               .peers = 1 << 0 | 1 << 2,
               .rate = 5000,
               .burst = 2000},
              {.name = "cache", .address = {2, 0, 0, 0, 0, 2}, .rate = 7}}};

static void ports_are_as_declared(void **state)
{
    (void)state;
    assert_null(read_config(&good));
    assert_int_equal(bridge.mtu, 1500);
    assert_int_equal(bridge.count, 3);
    assert_int_equal(bridge.uplinks, 1);
    assert_string_equal(bridge.ports[0].name, "nic");
    assert_string_equal(bridge.ports[1].name, "web");
    assert_int_equal(bridge.ports[1].address, 0x525400ab0001);
    assert_int_equal(bridge.ports[2].address, 0x020000000002);
    assert_int_equal(bridge.ports[1].ip, 0x0a00020f);
    assert_true(bridge.ports[1].ip6[0].high == 0xfe80ull << 48);
    assert_true(bridge.ports[1].ip6[1].high == 0xfdull << 56 && bridge.ports[1].ip6[1].low == 0x15);
    assert_true(bridge.ports[2].ip6[1].high == 0 && bridge.ports[2].ip6[1].low == 0);
    assert_true(bridge.ports[0].ip6[0].high == 0);
    assert_false(bridge.ports[0].dhcp || bridge.ports[1].dhcp);
    assert_true(bridge.ports[2].dhcp);
    assert_int_equal(bridge.ports[0].peers, 1 << 1);
    assert_int_equal(bridge.ports[1].peers, 1 << 0 | 1 << 2);
    assert_int_equal(bridge.ports[2].peers, 1 << 1);
    assert_int_equal(bridge.ports[0].bucket.rate, 0);
    assert_int_equal(bridge.ports[1].bucket.rate, 5000);
    assert_int_equal(bridge.ports[1].bucket.full, 2000 * HZ);
    assert_int_equal(bridge.ports[2].bucket.full, CONFIG_DEFAULT_BURST * HZ);
}

static void sizes_are_checked(void **state)
{
    char bytes[sizeof good + 1] = {0};

    (void)state;
    memcpy(bytes, &good, sizeof good);
    assert_non_null(read_bytes(bytes, 0));
    assert_non_null(read_bytes(bytes, sizeof good - 1));
    assert_non_null(read_bytes(bytes, sizeof good + 1));
    assert_int_equal(port, -1);
    assert_int_equal(bridge.count, 0);
    assert_null(read_bytes(bytes, sizeof good));
}

static void no_ports_are_fine(void **state)
{
    (void)state;
    assert_null(read_config(&(struct netswitch_config){.mtu = 1500}));
    assert_int_equal(bridge.count, 0);
}

/* Each bound, and the value next to it. */
static void limits_are_as_they_say(void **state)
{
    struct netswitch_config config = good;

    (void)state;
    config.ports[1].burst = 1514;
    assert_null(read_config(&config));
    config.ports[1].burst = 1513;
    assert_non_null(strstr(read_config(&config), "a burst"));
    config.ports[1].burst = NETSWITCH_BURST_MOST;
    assert_null(read_config(&config));
    config.ports[1].burst++;
    assert_non_null(strstr(read_config(&config), "a burst"));
    config = good;
    config.ports[1].burst = 9013;
    config.mtu = 9000;
    assert_non_null(strstr(read_config(&config), "a burst"));
    config.ports[1].burst++;
    assert_null(read_config(&config));
    config.mtu++;
    assert_non_null(strstr(read_config(&config), "an MTU"));
    config.mtu = 1280;
    assert_null(read_config(&config));
    config.mtu--;
    assert_non_null(strstr(read_config(&config), "an MTU"));
    assert_int_equal(port, -1);
    config = good;
    config.ports[2].rate = NETSWITCH_RATE_MOST;
    assert_null(read_config(&config));
    config.ports[2].rate++;
    assert_non_null(strstr(read_config(&config), "a rate"));
    assert_int_equal(port, 2);
}

static void names_are_their_own(void **state)
{
    struct netswitch_config config = good;

    (void)state;
    memset(config.ports[2].name, 'x', NETSWITCH_NAME - 1);
    assert_null(read_config(&config));
    config.ports[2].name[NETSWITCH_NAME - 1] = 'x';
    assert_non_null(strstr(read_config(&config), "1 to 31"));
    config.ports[2].name[0] = 0;
    assert_non_null(strstr(read_config(&config), "1 to 31"));
    config = good;
    strcpy(config.ports[2].name, "nic");
    assert_non_null(strstr(read_config(&config), "no other port"));
    assert_int_equal(port, 2);
}

static void addresses_are_their_own(void **state)
{
    struct netswitch_config config = good;

    (void)state;
    config.ports[2].address[0] |= 1;
    assert_non_null(strstr(read_config(&config), "of one station"));
    memcpy(config.ports[2].address, config.ports[1].address, ETHER_ADDRESS);
    assert_non_null(strstr(read_config(&config), "Ethernet address that no other"));
    config = good;
    config.ports[2].ip = config.ports[1].ip;
    assert_non_null(strstr(read_config(&config), "IPv4 address that no other"));
    config = good;
    memcpy(config.ports[2].ip6, config.ports[1].ip6, 16);
    assert_non_null(strstr(read_config(&config), "IPv6 address that no other"));
    config.ports[2].ip6[0] = 0xff;
    assert_non_null(strstr(read_config(&config), "IPv6 address of one"));
    config = good; /* the next port's link-local one */
    memcpy(config.ports[1].ip6, (const uint8_t[]){0xfe, 0x80, [11] = 0xff, 0xfe, 0, 0, 2}, 16);
    assert_non_null(strstr(read_config(&config), "link-local"));
    config = good;
    config.ports[2].ip6[15] = 1;
    assert_non_null(strstr(read_config(&config), "IPv6 address of one"));
    assert_int_equal(port, 2);
}

/* Many stations are behind one. */
static void uplinks_have_no_address(void **state)
{
    struct netswitch_config config = good;

    (void)state;
    config.ports[0].ip = 1;
    assert_non_null(strstr(read_config(&config), "an uplink without"));
    config = good;
    config.ports[0].ip6[3] = 1;
    assert_non_null(strstr(read_config(&config), "an uplink without"));
    assert_int_equal(port, 0);
}

static void peers_are_other_ports(void **state)
{
    struct netswitch_config config = good;

    (void)state;
    config.ports[1].peers |= 1 << 1;
    assert_non_null(strstr(read_config(&config), "bits of other ports"));
    config.ports[1].peers = 1 << 3;
    assert_non_null(strstr(read_config(&config), "bits of other ports"));
    config.ports[1].peers = 1u << 31;
    assert_non_null(strstr(read_config(&config), "bits of other ports"));
    assert_int_equal(port, 1);
}

static void ports_are_limited(void **state)
{
    struct netswitch_config config = {.mtu = 1500, .port_count = NETSWITCH_PORTS};

    (void)state;
    for (unsigned i = 0; i < NETSWITCH_PORTS; i++)
        config.ports[i] = (struct netswitch_port_config){.name = {(char)('A' + i)},
                                                         .peers = UINT32_MAX & ~(1u << i)};
    assert_null(read_config(&config));
    assert_int_equal(bridge.uplinks, UINT32_MAX);
    config.port_count++;
    assert_string_equal(read_config(&config), "at most 32 ports");
    config.port_count = UINT32_MAX;
    assert_string_equal(read_config(&config), "at most 32 ports");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ports_are_as_declared),   cmocka_unit_test(sizes_are_checked),
        cmocka_unit_test(no_ports_are_fine),       cmocka_unit_test(limits_are_as_they_say),
        cmocka_unit_test(names_are_their_own),     cmocka_unit_test(addresses_are_their_own),
        cmocka_unit_test(uplinks_have_no_address), cmocka_unit_test(peers_are_other_ports),
        cmocka_unit_test(ports_are_limited),
    };

    return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
