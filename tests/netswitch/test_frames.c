/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames at random, from good ones that were damaged: whatever a VM sends, it reaches only ports
 * that it may talk to, and only under its own address.
 */
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
#include "frames.h"

#define FRAMES 500000

static const uint64_t addresses[] = {
    FRAMES_ALL, 0, 0x020000000001, 0x020000000002, 0x020000000003, 0x525500000002};
static const uint32_t ips[] = {0, 0x0a00020f, 0x0a000210, 0x0a000211, 0x0a000202};

static struct fabric fabric;
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
                    42 + (uint32_t)below(fabric.mtu - 27));
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

/* All that must hold of a frame that goes on. */
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
    struct port before = fabric.ports[from];
    uint8_t *bytes = malloc(sample.count);
    struct frame frame;
    uint64_t client;
    uint32_t to = 0, ip;

    memcpy(bytes, sample.bytes, sample.count);
    if (frame_fits(sample.count, fabric.mtu) && frame_read(&frame, bytes, sample.count) == 0)
        to = fabric_forward(&fabric, from, &frame, now);
    if (to != 0) {
        check_forwarded(&before, &frame, to);
        forwarded++;
    }
    if (to != 0 && frame.dhcp_answer) {
        assert_true(before.uplink);
        ip = frame_lease(bytes, sample.count, &client);
        leases += ip != 0;
        fabric_lease(&fabric, to, client, ip);
    }
    free(bytes);
}

static void fuzz(const char *mtu)
{
    static const char text[] =
        "port=nic uplink port=web mac=2:0:0:0:0:1 ip=10.0.2.15 to=nic,guest "
        "port=cache mac=2:0:0:0:0:2 to=nic port=guest mac=2:0:0:0:0:3 port=lan uplink to=cache";
    struct config_problem problem;
    char words[400];

    numbers.state = (uint64_t)time(NULL);
    printf("# seed %llu\n", (unsigned long long)numbers.state);
    snprintf(words, sizeof words, "%s %s", mtu, text);
    memset(&fabric, 0, sizeof fabric);
    forwarded = leases = 0;
    assert_true(config_read(&fabric, words, strlen(words), 1000, &problem));
    for (uint64_t i = 0; i < FRAMES; i++) {
        make();
        step((unsigned)below(fabric.count), i);
        if (below(1000) == 0)
            fabric_restart(&fabric, (unsigned)below(fabric.count));
    }
    printf("# %u frames, %u went on, %u gave addresses\n", FRAMES, forwarded, leases);
    assert_true(forwarded > FRAMES / 100 && leases > 100);
}

static void frames(void **state)
{
    (void)state;
    fuzz("");
}

static void long_frames(void **state)
{
    (void)state;
    fuzz("mtu=9000");
}

static void arguments(void **state)
{
    static const char *const words[] = {
        "port=a", "port=b", "uplink", "mac=", "2:0:0:0:0:", "ip=",    "1.2.3.4",
        "to=",    "a",      ",",      "b",    "rate=",      "burst=", "99999999999999999999",
        " ",      "\1",     "1514",   "=",    "mtu=",       "9000"};
    struct config_problem problem;

    (void)state;
    for (unsigned i = 0; i < FRAMES / 10; i++) {
        char text[200] = "", *copy;

        for (unsigned j = (unsigned)below(12); j > 0; j--) {
            strcat(text, words[below(sizeof words / sizeof *words)]);
            strcat(text, below(3) ? "" : " ");
        }
        copy = malloc(strlen(text));
        memcpy(copy, text, strlen(text));
        memset(&fabric, 0, sizeof fabric);
        config_read(&fabric, copy, strlen(text), 1ull << 35, &problem);
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames),
        cmocka_unit_test(long_frames),
        cmocka_unit_test(arguments),
    };

    return cmocka_run_group_tests_name("frames", tests, NULL, NULL);
}
