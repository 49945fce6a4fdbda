/* SPDX-License-Identifier: BSD-2-Clause */
/* Network interfaces: their addresses, as `ifconfig` and `route` would set them. */
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/in.h>
#include <linux/netlink.h>
#include <linux/route.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>

#include "call.h"
#include "init.h"

#define INTERFACES 8

static struct ifreq request_for(const char *name)
{
    struct ifreq request = {0};

    for (size_t i = 0; name[i]; i++)
        request.ifr_name[i] = name[i];
    return request;
}

static struct sockaddr_in address_of(uint32_t ip)
{
    return (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = ip};
}

static long set(long socket, const char *name, long what, uint32_t ip)
{
    struct ifreq request = request_for(name);
    struct sockaddr_in address = address_of(ip);

    __builtin_memcpy(&request.ifr_addr, &address, sizeof(address));
    return call(__NR_ioctl, socket, what, (long)&request, 0, 0);
}

static long bring_up(long socket, const char *name)
{
    struct ifreq request = request_for(name);
    long error = call(__NR_ioctl, socket, SIOCGIFFLAGS, (long)&request, 0, 0);

    request.ifr_flags |= IFF_UP;
    return error ? error : call(__NR_ioctl, socket, SIOCSIFFLAGS, (long)&request, 0, 0);
}

static long route_by(long socket, uint32_t gateway)
{
    struct sockaddr_in anywhere = address_of(0), by = address_of(gateway);
    struct rtentry route = {.rt_flags = RTF_UP | RTF_GATEWAY};

    __builtin_memcpy(&route.rt_dst, &anywhere, sizeof(anywhere));
    __builtin_memcpy(&route.rt_genmask, &anywhere, sizeof(anywhere));
    __builtin_memcpy(&route.rt_gateway, &by, sizeof(by));
    return call(__NR_ioctl, socket, SIOCADDRT, (long)&route, 0, 0);
}

struct address_message { /* of netlink */
    struct nlmsghdr head;
    struct ifaddrmsg address;
    struct rtattr attribute;
    uint8_t ip[16];
};

struct answer {
    struct nlmsghdr head;
    struct nlmsgerr result;
    uint8_t rest[128];
};

/* Skips duplicate address detection, since the switch lets no other station use the address. */
static long set6(long socket, const char *name, const struct init_interface *interface)
{
    struct ifreq request = request_for(name);
    struct answer answer = {0};
    struct address_message message = {
        .head = {.nlmsg_len = sizeof(message),
                 .nlmsg_type = RTM_NEWADDR,
                 .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE},
        .address = {.ifa_family = AF_INET6,
                    .ifa_prefixlen = (uint8_t)interface->prefix6,
                    .ifa_flags = IFA_F_NODAD},
        .attribute = {.rta_len = sizeof(message.attribute) + sizeof(message.ip),
                      .rta_type = IFA_LOCAL},
    };
    long error = call(__NR_ioctl, socket, SIOCGIFINDEX, (long)&request, 0, 0), link;

    if (error)
        return error;
    __builtin_memcpy(message.ip, interface->address6, sizeof(message.ip));
    message.address.ifa_index = (uint32_t)request.ifr_ifindex;
    link = call(__NR_socket, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE, 0, 0);
    if (link < 0)
        return link;
    error = call(__NR_write, link, (long)&message, sizeof(message), 0, 0);
    if (error > 0)
        error = call(__NR_read, link, (long)&answer, sizeof(answer), 0, 0);
    call(__NR_close, link, 0, 0, 0, 0);
    return error < 0 ? error : answer.result.error;
}

static long start(long socket, const char *name, const struct init_interface *interface)
{
    long error = 0;

    if (interface->address)
        error = set(socket, name, SIOCSIFADDR, interface->address);
    if (!error && interface->address)
        error = set(socket, name, SIOCSIFNETMASK, interface->mask);
    if (!error)
        error = bring_up(socket, name);
    if (!error && interface->gateway)
        error = route_by(socket, interface->gateway);
    if (!error && interface->prefix6)
        error = set6(socket, name, interface);
    return error;
}

void loopback_start(void)
{
    long socket = call(__NR_socket, AF_INET, SOCK_DGRAM, 0, 0, 0);
    long error = socket < 0 ? socket : bring_up(socket, "lo");

    if (error)
        complain("cannot set up the interface", "lo", -error);
    call(__NR_close, socket, 0, 0, 0, 0);
}

_Bool network_start(void)
{
    struct init_interface interfaces[INTERFACES];
    long count = read_file(INIT_NETWORK, interfaces, sizeof(interfaces)) /
                 (long)sizeof(*interfaces);
    long socket = count ? call(__NR_socket, AF_INET, SOCK_DGRAM, 0, 0, 0) : 0,
         error = socket < 0 ? socket : 0;
    char name[] = "eth0";

    if (count && !error)
        error = bring_up(socket, "lo");
    for (long i = 0; i < count && !error; i++) {
        name[3] = (char)('0' + i);
        error = start(socket, name, &interfaces[i]);
    }
    if (count)
        call(__NR_close, socket, 0, 0, 0, 0);
    if (error)
        complain("cannot set up the interface", name, -error);
    return !error;
}
