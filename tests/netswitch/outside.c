/* SPDX-License-Identifier: BSD-2-Clause */
/* A VM behind a switch with an uplink to the emulator's network. It has no address until the DHCP
 * server there gives it one, and then only that one; it gets the same one again after the driver
 * and the switch have been killed. */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <netswitch.h>
#include <supervisor.h>

#include "../components/check.h"
#include "../drivers/kill.h"
#include "nic.h"

#define PATIENCE_US 10000000
#define RESEND_US   20000
#define FLOOD       2000

#define MAC       0x020000000001
#define IP        0x0a00020f /* the address that it asks for */
#define SERVER_IP 0x0a000202

enum { PORT_NIC, PORT_GUEST };

static struct nic guest;
static struct sample sample, came;

static bool is_ack(void)
{
    return sample_get(came.bytes + 12, 2) == 0x0800 && sample_get(came.bytes + 36, 2) == 68 &&
           sample_get(came.bytes + 58, 4) == IP && sample_get(came.bytes + 70, 6) == MAC;
}

static bool is_reply(void)
{
    return sample_get(came.bytes + 12, 2) == 0x0806 && sample_get(came.bytes + 20, 2) == 2 &&
           sample_get(came.bytes + 28, 4) == SERVER_IP;
}

/* Sends the frame again and again until an answer comes, or the time is up. */
static bool ask(bool (*is_answer)(void), uint64_t patience)
{
    uint64_t deadline = cos_tsc() + cos_ticks(patience), events;

    while (cos_tsc() < deadline) {
        uint64_t pause = cos_tsc() + cos_ticks(RESEND_US);

        if (nic_poll(&guest))
            nic_send(&guest, &sample);
        while (cos_tsc() < pause) {
            while (nic_poll(&guest) && nic_receive(&guest, &came))
                if (is_answer())
                    return true;
            if (link_sleep(&guest.link))
                cos_wait(COS_SLOT_ENDPOINT, pause, &events);
        }
    }
    return false;
}

static bool get_address(void)
{
    sample_dhcp(&sample, FRAMES_ALL, MAC, 0, 3, MAC, IP);
    return ask(is_ack, PATIENCE_US);
}

static bool resolve(uint32_t source, uint64_t patience)
{
    sample_arp(&sample, FRAMES_ALL, MAC, 1, source, SERVER_IP);
    return ask(is_reply, patience);
}

/* Sends as fast as it can. Returns whether the switch has taken all. */
static bool flood(unsigned count)
{
    uint64_t deadline = cos_tsc() + cos_ticks(PATIENCE_US), events;

    sample_ipv4(&sample, FRAMES_ALL, MAC, IP, SERVER_IP, FRAMES_BYTES);
    while ((count > 0 || guest.flying > 0) && cos_tsc() < deadline) {
        while (nic_poll(&guest) && count > 0 && nic_send(&guest, &sample))
            count--;
        if (guest.flying > 0 && link_sleep(&guest.link))
            cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
    }
    return count == 0 && guest.flying == 0;
}

static uint64_t counter(unsigned port, unsigned which)
{
    return cos_call(COS_SLOT_CALL, NETSWITCH_COUNTER, port, which, 0).extra;
}

int main(const struct cos_start *start)
{
    /* ids are in the order of the manifest */
    uint64_t lan = start->links[0].peer, driver = lan - 1, sent;

    check(nic_open(&guest, 0), "the link opens");
    check(!resolve(IP, 5 * RESEND_US), "no answer to one without an address");
    check(counter(PORT_GUEST, NETSWITCH_FORGED_IP) > 0, "the switch drops its question");
    check_result(counter(PORT_NIC, NETSWITCH_FRAMES_OUT), 0, "and does not leave");
    check(get_address(), "DHCP gives it one");
    check(resolve(IP, PATIENCE_US), "and with that it finds others");
    check(!resolve(IP + 1, 5 * RESEND_US), "as it does with no other");
    sent = counter(PORT_NIC, NETSWITCH_FRAMES_OUT);
    check(flood(FLOOD), "%u frames at once go", FLOOD);
    check_result(counter(PORT_NIC, NETSWITCH_FRAMES_OUT) - sent, FLOOD, "leave");
    check_result(counter(PORT_NIC, NETSWITCH_LOST), 0, "and none is lost");
    check_result(booter_call(BOOTER_DESTROY, driver), 0, "the driver is killed");
    check(flood(FLOOD) && counter(PORT_NIC, NETSWITCH_LOST) > 0,
          "a sender to it waits only briefly");
    check_result(booter_call(BOOTER_CREATE, driver), 0, "it is started again");
    check(resolve(IP, PATIENCE_US), "and the outside is reached again");
    check(counter(PORT_NIC, NETSWITCH_RESTARTS) == 1, "by the same switch");
    check_result(kill_and_restart(lan), 0, "the switch is killed");
    check(!resolve(IP, 5 * RESEND_US), "and does not know the address's owner");
    check(get_address() && resolve(IP, PATIENCE_US), "until the VM asks for it again");
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, (uint64_t)check_done(), 0, 0);
    return 1;
}
