/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <cos/string.h>
#include <text/text.h>

struct reader {
    struct fabric *fabric;
    struct port *port; /* which the words are about; NULL: none yet */
    struct {
        uint64_t rate, burst;
    } limits[NETSWITCH_PORTS];
};

/* ---- Words ---- */

static struct port *port_named(struct fabric *fabric, struct text name)
{
    for (unsigned i = 0; i < fabric->count; i++)
        if (text_is(name, fabric->ports[i].name))
            return &fabric->ports[i];
    return NULL;
}

static bool read_uplink(struct reader *reader, struct text value)
{
    (void)value;
    reader->port->uplink = true;
    return true;
}

static bool read_mac(struct reader *reader, struct text value)
{
    uint64_t address;

    if (!text_bytes(value, 16, ETHER_ADDRESS, ':', &address) || address == 0 ||
        address & FRAME_GROUP)
        return false;
    for (unsigned i = 0; i < reader->fabric->count; i++)
        if (reader->fabric->ports[i].address == address)
            return false;
    reader->port->address = address;
    return true;
}

static bool read_ip(struct reader *reader, struct text value)
{
    uint64_t ip;

    if (!text_bytes(value, 10, 4, '.', &ip) || ip == 0)
        return false;
    for (unsigned i = 0; i < reader->fabric->count; i++)
        if (reader->fabric->ports[i].ip == ip)
            return false;
    reader->port->ip = (uint32_t)ip;
    return true;
}

/* 16 bytes in hexadecimal digits: the tool has read what people write. */
static bool read_ip6(struct reader *reader, struct text value)
{
    struct frame_ip6 ip = {0, 0};
    unsigned digits = 0;

    for (; value.at != value.end; value.at++, digits++) {
        unsigned digit = *value.at >= '0' && *value.at <= '9'   ? (unsigned)(*value.at - '0')
                         : *value.at >= 'a' && *value.at <= 'f' ? (unsigned)(*value.at - 'a') + 10
                                                                : 16;

        if (digit == 16)
            return false;
        ip = (struct frame_ip6){ip.high << 4 | ip.low >> 60, ip.low << 4 | digit};
    }
    if (digits != 32 || ip.high >> 56 == 0xff || (ip.high == 0 && ip.low <= 1) ||
        fabric_port_with_ip6(reader->fabric, ip) != -1)
        return false;
    reader->port->ip6[1] = ip;
    return true;
}

/* Who talks needs answers: both get the other's bit. */
static bool read_to(struct reader *reader, struct text value)
{
    struct fabric *fabric = reader->fabric;
    struct text name;

    while (text_cut(&value, ',', &name)) {
        struct port *other = port_named(fabric, name);

        if (other == NULL || other == reader->port)
            return false;
        reader->port->peers |= 1u << (other - fabric->ports);
        other->peers |= 1u << (reader->port - fabric->ports);
    }
    return true;
}

static bool read_rate(struct reader *reader, struct text value)
{
    return text_number(value, 10, BUCKET_RATE_MOST,
                       &reader->limits[reader->port - reader->fabric->ports].rate);
}

static bool read_burst(struct reader *reader, struct text value)
{
    uint64_t *burst = &reader->limits[reader->port - reader->fabric->ports].burst;

    return text_number(value, 10, BUCKET_BURST_MOST, burst) &&
           *burst >= ETHER_HEADER + reader->fabric->mtu;
}

static const struct key {
    const char *name; /* with '=' if a value follows */
    bool (*read)(struct reader *reader, struct text value);
    const char *expected;
} keys[] = {
    {"uplink", read_uplink, ""},
    {"mac=", read_mac,
     "the address of one station, and no other port's, like mac=52:54:00:12:34:56"},
    {"ip=", read_ip, "an IPv4 address, and no other port's, like ip=10.0.2.15"},
    {"ip6=", read_ip6,
     "an IPv6 address of one station, and no other port's, in 32 digits from 0 to f"},
    {"to=", read_to, "names of other ports, like to=uplink,cache"},
    {"rate=", read_rate, "bytes in a second, at most 2^40, like rate=1000000"},
    {"burst=", read_burst,
     "bytes, at least 1514 (with mtu=9000: 9014) and at most 2^28, like burst=65536"},
};

/* ---- All of it ---- */

static const char port_word[] = "port=", mtu_word[] = "mtu=";

/* Adds a port; what is wrong with its name, or NULL. */
static const char *add_port(struct fabric *fabric, struct text name)
{
    size_t length = (size_t)(name.end - name.at);

    if (fabric->count == NETSWITCH_PORTS)
        return "at most 32 ports";
    if (length == 0 || length >= NETSWITCH_NAME || port_named(fabric, name) != NULL)
        return "a name of at most 31 characters, and no other port's, like port=web";
    memcpy(fabric->ports[fabric->count++].name, name.at, length);
    return NULL;
}

/* Ports are named before all have been seen, so this is done first. */
static const char *add_ports(struct fabric *fabric, struct text rest, struct text *word)
{
    const char *problem = NULL;
    struct text name;

    while (problem == NULL && text_word(&rest, word))
        if (text_starts(*word, port_word, &name))
            problem = add_port(fabric, name);
    return problem;
}

/* Of the switch, so before its ports. */
static const char *read_mtu(struct reader *reader, struct text value)
{
    uint64_t mtu;

    if (reader->port != NULL || !text_number(value, 10, ETHER_MTU_MOST, &mtu) ||
        mtu < ETHER_MTU_LEAST)
        return "bytes, from 1280 to 9000, before the first port, like mtu=9000";
    reader->fabric->mtu = (uint32_t)mtu;
    return NULL;
}

static const char *read_word(struct reader *reader, struct text word)
{
    struct text value;

    if (text_starts(word, mtu_word, &value))
        return read_mtu(reader, value);
    if (text_starts(word, port_word, &value)) {
        reader->port = port_named(reader->fabric, value);
        return NULL;
    }
    if (reader->port == NULL)
        return "port=NAME before what is about the port";
    for (unsigned i = 0; i < sizeof keys / sizeof *keys; i++)
        if (text_starts(word, keys[i].name, &value))
            return keys[i].read(reader, value) ? NULL : keys[i].expected;
    return "mtu=, port=, uplink, mac=, ip=, ip6=, to=, rate= or burst=";
}

static const char *finish_port(struct reader *reader, unsigned index, uint64_t hz)
{
    struct fabric *fabric = reader->fabric;
    struct port *port = reader->port = &fabric->ports[index];
    uint64_t burst = reader->limits[index].burst;

    if (port->uplink &&
        (port->address != 0 || port->ip != 0 || port->ip6[1].high != 0 || port->ip6[1].low != 0))
        return "an uplink without mac=, ip= and ip6=, since many are behind it";
    if (!port->uplink && port->address == 0)
        return "mac= of the VM there, or uplink";
    if (!port->uplink)
        port->ip6[0] = fabric_link_local(port->address);
    port->dhcp = !port->uplink && port->ip == 0;
    fabric->uplinks |= (uint32_t)port->uplink << index;
    bucket_init(&port->bucket, reader->limits[index].rate,
                burst != 0 ? burst : CONFIG_DEFAULT_BURST, hz);
    return NULL;
}

bool config_read(struct fabric *fabric, const char *text, size_t bytes, uint64_t hz,
                 struct config_problem *problem)
{
    struct reader reader = {.fabric = fabric};
    struct text rest = {text, text + bytes}, word;
    const char *expected = add_ports(fabric, rest, &word);

    fabric->mtu = ETHER_MTU;
    while (expected == NULL && text_word(&rest, &word))
        expected = read_word(&reader, word);
    if (expected == NULL)
        word = (struct text){NULL, NULL};
    for (unsigned i = 0; expected == NULL && i < fabric->count; i++)
        expected = finish_port(&reader, i, hz);
    fabric->stations.ticks = FABRIC_AGE_SECONDS * hz;
    *problem = (struct config_problem){.word = word.at,
                                       .length = (int)(word.end - word.at),
                                       .port = reader.port != NULL ? reader.port->name : "",
                                       .expected = expected};
    return expected == NULL;
}
