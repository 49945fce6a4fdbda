/* SPDX-License-Identifier: BSD-2-Clause */
/* VMs that use a switch: echoes come back, forged and undeclared frames get nowhere, a VM that does
 * not listen loses only its own frames; all goes on while one VM breaks the rules, and another, and
 * the switch, are killed. */
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <netswitch.h>
#include <supervisor.h>

#include "../components/check.h"
#include "../drivers/kill.h"
#include "nic.h"

#define ECHOES 2000
#define WINDOW 16 /* echoes not yet answered */
/* frames of 60 bytes, 72 in a queue, in the part of lan.yaml's memory for each: (52K - 5 * 10K) /
 * 5 */
#define QUEUED      5
#define KILLS       10
#define PATIENCE_US 60000000
#define RESEND_US   2000

enum { PORT_ECHO, PORT_ROGUE, PORT_USER, PORT_ALONE, PORT_LAZY, PORTS };
#define MAC(port)                                                                 \
    ((uint64_t[]){0x020000000002, 0x020000000003, 0x020000000001, 0x020000000004, \
                  0x020000000005}[port])
#define IP(port) (0x0a000000 | (uint32_t)(MAC(port) & 0xff))

static struct nic user, alone, lazy;
static struct sample sample, came;
static bool echoed[ECHOES];
static unsigned echoes, strange;

static uint64_t in_us(uint64_t us)
{
    return cos_tsc() + cos_ticks(us);
}

static uint64_t counter(unsigned port, unsigned which)
{
    return cos_call(COS_SLOT_CALL, NETSWITCH_COUNTER, port, which, 0).extra;
}

/* ---- Echoes ---- */

static uint32_t echo_bytes(unsigned number)
{
    return 46 + number * 7 % (FRAMES_BYTES - 46 + 1);
}

static void make_echo(unsigned number)
{
    sample_ipv4(&sample, MAC(PORT_ECHO), MAC(PORT_USER), IP(PORT_USER), IP(PORT_ECHO),
                echo_bytes(number));
    sample_put(&sample, 42, number, 4);
}

static void take_echo(void)
{
    uint64_t number = sample_get(came.bytes + 42, 4);
    bool good = came.count >= 46 && number < ECHOES && came.count == echo_bytes((unsigned)number);

    for (uint32_t i = 46; good && i < came.count; i++)
        good = came.bytes[i] == (uint8_t)i;
    if (!good) {
        strange++;
    } else if (!echoed[number]) {
        echoed[number] = true;
        echoes++;
    }
}

static void pump(uint64_t deadline)
{
    uint64_t events;

    if (link_sleep(&user.link))
        cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
    while (nic_poll(&user) && nic_receive(&user, &came))
        take_echo();
}

/* Exchanges all echoes of [0, ECHOES); repeats those that get lost. */
static void exchange(uint64_t victim, unsigned kills)
{
    uint64_t deadline = in_us(PATIENCE_US);
    unsigned first = 0, killed = 0;

    memset(echoed, 0, sizeof echoed);
    for (echoes = 0; echoes < ECHOES && cos_tsc() < deadline;) {
        uint64_t pause = in_us(RESEND_US);
        unsigned before = echoes;

        for (; first < ECHOES && echoed[first]; first++) {
        }
        for (unsigned i = first; i < ECHOES && i < first + WINDOW; i++) {
            make_echo(i);
            if (!echoed[i])
                nic_send(&user, &sample);
        }
        link_flush(&user.link);
        if (killed < kills && echoes >= killed * (ECHOES / (kills + 1)))
            killed += kill_and_restart(victim) == 0;
        while (echoes < before + WINDOW && echoes < ECHOES && cos_tsc() < pause)
            pump(pause);
    }
    check_result(killed, kills, "%u kills", kills);
    check_result(echoes, ECHOES, "and %u echoes came", ECHOES);
}

/* ---- Frames that must not pass ---- */

/* Sends the frame and waits until the switch is done with it. */
static void send(struct nic *nic)
{
    uint64_t deadline = in_us(PATIENCE_US), events;

    nic->status = 1;
    while (nic->status > 0 && cos_tsc() < deadline) {
        if (nic_poll(nic) && nic->flying == 0 && nic->status > 0)
            nic_send(nic, &sample);
        if (link_sleep(&nic->link) && nic->status > 0)
            cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
    }
}

static uint64_t delivered_to_all(void)
{
    uint64_t sum = 0;

    for (unsigned port = 0; port < PORTS; port++)
        sum += counter(port, NETSWITCH_FRAMES_OUT);
    return sum;
}

static void dropped(struct nic *nic, unsigned port, unsigned why, const char *what)
{
    uint64_t before = counter(port, why), delivered = delivered_to_all();

    send(nic);
    check(counter(port, why) == before + 1 && delivered_to_all() == delivered, "dropped: %s", what);
    check(nic->status < 0, "and the sender learns that");
}

static void drops(void)
{
    sample_ipv4(&sample, MAC(PORT_ECHO), MAC(PORT_LAZY), IP(PORT_USER), IP(PORT_ECHO), 60);
    dropped(&user, PORT_USER, NETSWITCH_FORGED_MAC, "a frame from another's Ethernet address");
    sample_ipv4(&sample, MAC(PORT_ECHO), MAC(PORT_USER), IP(PORT_LAZY), IP(PORT_ECHO), 60);
    dropped(&user, PORT_USER, NETSWITCH_FORGED_IP, "from another's IPv4 address");
    sample_arp(&sample, FRAMES_ALL, MAC(PORT_USER), 2, IP(PORT_LAZY), IP(PORT_ECHO));
    dropped(&user, PORT_USER, NETSWITCH_FORGED_IP, "that claims another's in ARP");
    sample_ipv4(&sample, MAC(PORT_ECHO), MAC(PORT_ALONE), IP(PORT_ALONE), IP(PORT_ECHO), 60);
    dropped(&alone, PORT_ALONE, NETSWITCH_FORGED_IP, "from a VM without an address");
    sample_ipv4(&sample, MAC(PORT_ALONE), MAC(PORT_USER), IP(PORT_USER), IP(PORT_ALONE), 60);
    dropped(&user, PORT_USER, NETSWITCH_REFUSED, "to a port that was not declared");
    sample_arp(&sample, FRAMES_ALL, MAC(PORT_ALONE), 1, 0, IP(PORT_USER));
    dropped(&alone, PORT_ALONE, NETSWITCH_REFUSED, "to all, from a VM without declared ports");
    sample_put(&sample, 12, 0x8100, 2);
    dropped(&user, PORT_USER, NETSWITCH_PROTOCOL, "with a VLAN tag");
    sample.count = 10;
    dropped(&user, PORT_USER, NETSWITCH_MALFORMED, "shorter than its header");
    check_result(user.status, -COS_EINVAL, "why, too");
}

static void broadcast(void)
{
    uint64_t before = counter(PORT_ECHO, NETSWITCH_FRAMES_OUT),
             lazy_before = counter(PORT_LAZY, NETSWITCH_FRAMES_OUT);

    sample_arp(&sample, FRAMES_ALL, MAC(PORT_USER), 1, IP(PORT_USER), IP(PORT_ECHO));
    send(&user);
    check(counter(PORT_ECHO, NETSWITCH_FRAMES_OUT) == before + 1 &&
              counter(PORT_LAZY, NETSWITCH_FRAMES_OUT) == lazy_before + 1,
          "a broadcast goes to the ports declared");
    check_result(counter(PORT_ALONE, NETSWITCH_FRAMES_OUT), 0, "and to no other");
}

/* ---- Slow and fast VMs ---- */

static void lose(void)
{
    uint64_t before = counter(PORT_LAZY, NETSWITCH_FRAMES_OUT);

    sample_ipv4(&sample, MAC(PORT_LAZY), MAC(PORT_USER), IP(PORT_USER), IP(PORT_LAZY), 60);
    for (unsigned i = 0; i < 100; i++)
        send(&user);
    check_result(counter(PORT_LAZY, NETSWITCH_FRAMES_OUT), ETHER_DEPTH,
                 "a VM that does not listen gets what fits");
    check_result(counter(PORT_LAZY, NETSWITCH_LOST), 100 - (ETHER_DEPTH - before) - QUEUED,
                 "and loses the rest");
}

static void limit(void)
{
    uint64_t before = counter(PORT_LAZY, NETSWITCH_LIMITED);

    sample_ipv4(&sample, MAC(PORT_USER), MAC(PORT_LAZY), IP(PORT_LAZY), IP(PORT_USER), 1000);
    for (unsigned i = 0; i < 20; i++)
        send(&lazy);
    check(counter(PORT_LAZY, NETSWITCH_LIMITED) - before == 10,
          "a VM that sends too much is limited");
    while (nic_poll(&user) && nic_receive(&user, &came))
        strange += sample_get(came.bytes + 6, 6) != MAC(PORT_LAZY);
}

static void inform(void)
{
    uint64_t deadline = in_us(PATIENCE_US), events;

    for (bool asked = false; !user.informed && cos_tsc() < deadline;) {
        asked = (nic_poll(&user) && !asked && nic_ask(&user)) || asked;
        if (!user.informed && link_sleep(&user.link))
            cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
    }
    check(user.informed && sample_get(user.info.address, 6) == MAC(PORT_USER),
          "the switch tells a VM its addresses");
    check(user.info.mtu == ETHER_MTU && user.info.flags == ETHER_LINK_UP, "and its MTU");
}

int main(const struct cos_start *start)
{
    uint64_t label = 0;

    check(nic_open(&user, 0) && nic_open(&alone, 1) && nic_open(&lazy, 2), "the links open");
    inform();
    check_result(cos_call(COS_SLOT_CALL, NETSWITCH_COUNT, 0, 0, 0).extra, PORTS,
                 "it has its ports");
    label = cos_call(COS_SLOT_CALL, NETSWITCH_LABEL, PORT_LAZY, 0, 0).extra;
    check(memcmp(&label, "lazy\0\0\0", sizeof label) == 0, "which have names");
    check_result(cos_call(COS_SLOT_CALL, NETSWITCH_COUNTER, PORTS, 0, 0).value, -COS_ENOENT,
                 "there are no others");
    nic_poll(&lazy);
    exchange(0, 0);
    drops();
    broadcast();
    lose();
    limit();
    exchange(start->id - 2, KILLS);
    check(counter(PORT_ECHO, NETSWITCH_RESTARTS) >= KILLS, "the switch saw it");
    check(counter(PORT_ROGUE, NETSWITCH_BREAKS) > 0, "as it saw the rules broken");
    exchange(start->links[0].peer, KILLS);
    check_result(user.restarts, KILLS, "it was the switch");
    check_result(strange, 0, "no unexpected frame came");
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, (uint64_t)check_done(), 0, 0);
    return 1;
}
