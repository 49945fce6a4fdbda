/* SPDX-License-Identifier: BSD-2-Clause */
/* Arguments of the switch. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "config.h"

#define HZ 1000

static struct fabric fabric;
static struct config_problem problem;

/* In memory of its own, so that each byte too far is found. */
static bool read_bytes(const char *text, size_t bytes)
{
    char *copy = malloc(bytes);
    bool good;

    memcpy(copy, text, bytes);
    memset(&fabric, 0, sizeof fabric);
    good = config_read(&fabric, copy, bytes, HZ, &problem);
    if (!good && problem.word != NULL) {
        assert_true(problem.word >= copy && problem.word + problem.length <= copy + bytes);
        problem.word = text + (problem.word - copy);
    }
    free(copy);
    return good;
}

static bool read_text(const char *text)
{
    return read_bytes(text, strlen(text));
}

static void ports_are_as_declared(void **state)
{
    static const char text[] =
        "port=nic uplink\0port=web  mac=52:54:00:aB:00:01 ip=10.0.2.15 to=nic,cache rate=5000 "
        "burst=2000\0port=cache\0mac=2:0:0:0:0:2 rate=7\0";

    (void)state;
    assert_true(read_bytes(text, sizeof text));
    assert_int_equal(fabric.count, 3);
    assert_int_equal(fabric.uplinks, 1);
    assert_string_equal(fabric.ports[0].name, "nic");
    assert_string_equal(fabric.ports[1].name, "web");
    assert_int_equal(fabric.ports[1].address, 0x525400ab0001);
    assert_int_equal(fabric.ports[2].address, 0x020000000002);
    assert_int_equal(fabric.ports[1].ip, 0x0a00020f);
    assert_false(fabric.ports[0].dhcp || fabric.ports[1].dhcp);
    assert_true(fabric.ports[2].dhcp);
    assert_int_equal(fabric.ports[0].peers, 1 << 1);
    assert_int_equal(fabric.ports[1].peers, 1 << 0 | 1 << 2);
    assert_int_equal(fabric.ports[2].peers, 1 << 1);
    assert_int_equal(fabric.ports[0].bucket.rate, 0);
    assert_int_equal(fabric.ports[1].bucket.rate, 5000);
    assert_int_equal(fabric.ports[1].bucket.full, 2000 * HZ);
    assert_int_equal(fabric.ports[2].bucket.full, CONFIG_DEFAULT_BURST * HZ);
}

static void no_ports_are_fine(void **state)
{
    (void)state;
    assert_true(read_text(" "));
    assert_int_equal(fabric.count, 0);
}

static void frames_are_as_long_as_it_says(void **state)
{
    (void)state;
    assert_true(read_text("port=a uplink burst=1514"));
    assert_int_equal(fabric.mtu, 1500);
    assert_true(read_text("mtu=9000 port=a uplink burst=9014"));
    assert_int_equal(fabric.mtu, 9000);
    assert_true(read_text("mtu=1280 port=a uplink burst=1294"));
    assert_int_equal(fabric.mtu, 1280);
}

static void mistakes_are_told(void **state)
{
    static const struct {
        const char *text, *word, *expected;
    } cases[] = {
        {"uplink", "uplink", "port=NAME before"},
        {"port=", "port=", "a name"},
        {"port=a uplink port=a uplink", "port=a", "no other port's"},
        {"port=12345678901234567890123456789012 uplink", "port=12345678901234567890123456789012",
         "at most 31"},
        {"port=a uplinks", "uplinks", "mtu=, port=, uplink, mac="},
        {"port=a mac=52:54:00:00:00", "mac=52:54:00:00:00", "one station"},
        {"port=a mac=52:54:00:00:00:01:", "mac=52:54:00:00:00:01:", "one station"},
        {"port=a mac=52:54:00:00:00:100", "mac=52:54:00:00:00:100", "one station"},
        {"port=a mac=52:54::00:00:01", "mac=52:54::00:00:01", "one station"},
        {"port=a mac=1:0:0:0:0:1", "mac=1:0:0:0:0:1", "one station"},
        {"port=a mac=0:0:0:0:0:0", "mac=0:0:0:0:0:0", "one station"},
        {"port=a mac=2:0:0:0:0:1 port=b mac=2:0:0:0:0:1", "mac=2:0:0:0:0:1", "no other port's"},
        {"port=a mac=2:0:0:0:0:1 ip=10.0.2.15/24", "ip=10.0.2.15/24", "an IPv4 address"},
        {"port=a mac=2:0:0:0:0:1 ip=10.0.2.256", "ip=10.0.2.256", "an IPv4 address"},
        {"port=a mac=2:0:0:0:0:1 ip=0.0.0.0", "ip=0.0.0.0", "an IPv4 address"},
        {"port=a mac=2:0:0:0:0:1 ip=1.2.3.4 port=b mac=2:0:0:0:0:2 ip=1.2.3.4", "ip=1.2.3.4",
         "no other port's"},
        {"port=a uplink to=b", "to=b", "names of other ports"},
        {"port=a uplink to=a", "to=a", "names of other ports"},
        {"port=a uplink to=", "to=", "names of other ports"},
        {"port=a uplink rate=1k", "rate=1k", "bytes in a second"},
        {"port=a uplink rate=1099511627777", "rate=1099511627777", "bytes in a second"},
        {"port=a uplink burst=1513", "burst=1513", "at least 1514"},
        {"mtu=9000 port=a uplink burst=9013", "burst=9013", "9014"},
        {"mtu=1279 port=a uplink", "mtu=1279", "from 1280 to 9000"},
        {"mtu=9001 port=a uplink", "mtu=9001", "from 1280 to 9000"},
        {"mtu= port=a uplink", "mtu=", "from 1280 to 9000"},
        {"mtu=1e3 port=a uplink", "mtu=1e3", "from 1280 to 9000"},
        {"port=a uplink mtu=9000", "mtu=9000", "before the first port"},
        {"port=a", NULL, "mac= of the VM"},
        {"port=a uplink mac=2:0:0:0:0:1", NULL, "an uplink without"},
        {"port=a uplink ip=1.2.3.4", NULL, "an uplink without"},
    };

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_false(read_text(cases[i].text));
        assert_non_null(strstr(problem.expected, cases[i].expected));
        assert_int_equal(problem.word != NULL, cases[i].word != NULL);
        if (cases[i].word != NULL) {
            assert_int_equal(problem.length, strlen(cases[i].word));
            assert_memory_equal(problem.word, cases[i].word, strlen(cases[i].word));
        }
    }
}

static void ports_are_limited(void **state)
{
    char text[1000] = "";

    (void)state;
    for (unsigned i = 0; i < NETSWITCH_PORTS; i++) {
        char name[] = "port=? uplink ";

        name[5] = (char)(i < 26 ? 'a' + i : 'A' + i - 26);
        strcat(text, name);
    }
    assert_true(read_text(text));
    assert_int_equal(fabric.uplinks, UINT32_MAX);
    strcat(text, "port=0 uplink");
    assert_false(read_text(text));
    assert_string_equal(problem.expected, "at most 32 ports");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ports_are_as_declared),
        cmocka_unit_test(no_ports_are_fine),
        cmocka_unit_test(frames_are_as_long_as_it_says),
        cmocka_unit_test(mistakes_are_told),
        cmocka_unit_test(ports_are_limited),
    };

    return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
