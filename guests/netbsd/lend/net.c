/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lends the VM's network interface to a switch: NetBSD's bridge connects it to the interface on the
 * link to the switch. After that this code is done; the rump kernel passes frames between the two.
 */
#include <cos/channel.h>
#include <cos/runtime.h>
#include <net/if.h>
#include <rump_kernel.h>
#include <rumpuser.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lend.h"

#define BRIDGE  "bridge0"
#define ENTRIES 16

/* NetBSD's structures for ioctl(). */
struct interface_list {
    int bytes;
    void *entries;
};

struct member {
    char name[IFNAMSIZ];
    uint32_t flags;
    uint8_t state, priority, cost, number;
};

struct driver_request {
    char name[IFNAMSIZ];
    unsigned long command;
    size_t bytes;
    void *data;
};

#define LIST_INTERFACES _IOWR('i', 38, struct interface_list)
#define DRIVER_REQUEST  _IOW('i', 123, struct driver_request)
#define ADD_MEMBER      0

static bool begins(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* The driver's interface: the one that is not virtual. */
static bool find_device(int any, char name[IFNAMSIZ])
{
    static struct ifreq entries[ENTRIES];
    struct interface_list list = {sizeof(entries), entries};

    if (ioctl(any, LIST_INTERFACES, &list) != 0)
        return false;
    for (unsigned i = 0; i < (unsigned)list.bytes / sizeof(entries[0]); i++) {
        memcpy(name, entries[i].ifr_name, IFNAMSIZ);
        if (!begins(name, "lo") && !begins(name, "virt") && !begins(name, "bridge"))
            return true;
    }
    return false;
}

static bool create(int any, const char *name)
{
    struct ifreq request = {0};

    strcpy(request.ifr_name, name);
    return ioctl(any, SIOCIFCREATE, &request) == 0;
}

static bool bring_up(int any, const char *name)
{
    struct ifreq request = {0};

    strcpy(request.ifr_name, name);
    if (ioctl(any, SIOCGIFFLAGS, &request) != 0)
        return false;
    request.ifr_flags |= IFF_UP;
    return ioctl(any, SIOCSIFFLAGS, &request) == 0;
}

static bool join(int any, const char *name)
{
    struct member member = {0};
    struct driver_request request = {BRIDGE, ADD_MEMBER, sizeof(member), &member};

    strcpy(member.name, name);
    return ioctl(any, DRIVER_REQUEST, &request) == 0 && bring_up(any, name);
}

/* One switch at most uses the VM's interface. */
static bool find_lent(struct evm_channel *lent)
{
    int error;

    for (uint32_t i = 0; (error = cos_channel_at(cos_self(), i, lent)) != -COS_ENOENT; i++)
        if (error == 0 && lent->kind == EVM_CHANNEL_ETHER_LENT)
            return true;
    return false;
}

void lend_net(void *unused)
{
    char device[IFNAMSIZ], link[IFNAMSIZ];
    struct evm_channel lent;
    int any;

    (void)unused;
    if (rump_pub_lwproc_newlwp(RUMP_LOCAL_PID) != 0 || (any = socket(AF_INET, SOCK_DGRAM, 0)) < 0)
        lend_fail("there is no memory to lend the network interface");
    if (!find_device(any, device)) {
        lend_fail("there is no network interface to lend: no driver among the VM's components has "
                  "found its device");
    }
    if (!find_lent(&lent))
        lend_fail("there is no link to the switch that uses the network interface");
    snprintf(link, sizeof(link), "virt%u", lent.unit);
    if (!create(any, link) || !create(any, BRIDGE) || !join(any, device) || !join(any, link) ||
        !bring_up(any, BRIDGE))
        lend_fail("its network interface cannot be bridged to the link to the switch");
    rumpuser_dprintf("%s is lent\n", device);
    close(any);
    rump_pub_lwproc_releaselwp();
}
