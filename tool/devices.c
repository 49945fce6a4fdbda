/* SPDX-License-Identifier: BSD-2-Clause */
#include "devices.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <unistd.h>

#include "disk_image.h"

/* QEMU's own addresses, as numbers in the network, where nothing is in the way; and how many it gives at most. */
#define DNS_FIRST   3
#define DHCP_FIRST  15
#define DHCP_LEASES 16

/* Without registers for drivers of old, and respecting an IOMMU if there is one. */
#define MODERN "disable-legacy=on,iommu_platform=on"

static void add(struct devices *devices, const char *option, char *value)
{
    strings_add(&devices->arguments, option);
    strings_add(&devices->arguments, value);
    free(value);
}

/* ---- Disks ---- */

static enum outcome lock(struct devices *devices, const struct disk *disk)
{
    int fd = open(disk->path, O_CLOEXEC | (disk->readonly ? O_RDONLY : O_RDWR));

    if (fd < 0)
        return host_error("disk '%s': %s: %s", disk->name, disk->path, strerror(errno));
    devices->locks[devices->lock_count++] = fd;
    if (!flock(fd, LOCK_NB | (disk->readonly ? LOCK_SH : LOCK_EX)))
        return OUTCOME_OK;
    if (errno == EWOULDBLOCK)
        return host_error("disk '%s': %s is in use by another system on this machine; end that one, or give this one "
                          "an image of its own", disk->name, disk->path);
    return host_error("disk '%s': %s cannot be locked: %s", disk->name, disk->path, strerror(errno));
}

/* In QEMU's options a comma is written twice. */
static char *escaped(const char *path)
{
    struct buffer result = {0};

    for (; *path; path++)
        buffer_add(&result, *path == ',' ? ",," : path, *path == ',' ? 2 : 1);
    buffer_extend(&result, 1);
    return result.data;
}

static enum outcome add_disk(struct devices *devices, const struct disk *disk, uint32_t number)
{
    enum outcome outcome = disk_image_make(disk);
    char *path = escaped(disk->path);

    if (!outcome)
        outcome = lock(devices, disk);
    add(devices, "-drive", text("file=%s,format=raw,if=none,id=disk%u%s", path, number,
                                disk->readonly ? ",readonly=on" : ""));
    add(devices, "-device", text("virtio-blk-pci,drive=disk%u,%s", number, MODERN));
    free(path);
    return outcome;
}

/* ---- Uplinks ---- */

/* Whether a port of this machine can be listened at, as QEMU will. */
static enum outcome check_free(const struct netswitch *netswitch, uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
    enum outcome outcome = OUTCOME_OK;

    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)); /* connections that ended lately do not count */
    if (bind(fd, (void *)&address, sizeof(address)) || listen(fd, 1))
        outcome = errno == EADDRINUSE
                      ? host_error("port %u of switch '%s' is in use on this machine; end what uses it, or forward "
                                   "another one", port, netswitch->name)
                      : host_error("port %u of switch '%s' cannot be used on this machine: %s", port, netswitch->name,
                                   strerror(errno));
    close(fd);
    return outcome;
}

static void put_address(struct buffer *out, const char *before, uint32_t ip)
{
    buffer_format(out, "%s%u.%u.%u.%u", before, ip >> 24, ip >> 16 & 0xff, ip >> 8 & 0xff, ip & 0xff);
}

/* The first address, number `first` of the network or a later one, of `count` that nobody has. */
static uint32_t free_addresses(const struct manifest *manifest, const struct netswitch *netswitch, uint32_t first,
                               uint32_t count)
{
    uint32_t address = netswitch->network + first, before;

    do {
        before = address;
        if (netswitch->gateway_address - address < count)
            address = netswitch->gateway_address + 1;
        for (uint32_t i = 0; i < manifest->port_count; i++)
            if (manifest->ports[i].netswitch == netswitch && manifest->ports[i].ip - address < count)
                address = manifest->ports[i].ip + 1;
    } while (address != before);
    return address;
}

static enum outcome add_uplink(struct devices *devices, const struct manifest *manifest,
                               const struct netswitch *netswitch)
{
    struct buffer backend = {0};
    enum outcome outcome = OUTCOME_OK;

    buffer_format(&backend, "user,id=nic%u", netswitch->nic);
    if (netswitch->outbound && !*netswitch->outbound)
        buffer_format(&backend, ",restrict=on");
    if (netswitch->prefix) {
        put_address(&backend, ",net=", netswitch->network);
        buffer_format(&backend, "/%u", netswitch->prefix);
        put_address(&backend, ",host=", netswitch->gateway_address);
        put_address(&backend, ",dns=", free_addresses(manifest, netswitch, DNS_FIRST, 1));
        put_address(&backend, ",dhcpstart=", free_addresses(manifest, netswitch, DHCP_FIRST, DHCP_LEASES));
    }
    for (uint32_t i = 0; i < netswitch->forward.count && !outcome; i++) {
        const struct forward *forward = &netswitch->forwards[i];

        outcome = check_free(netswitch, forward->from);
        buffer_format(&backend, ",hostfwd=tcp:127.0.0.1:%u-", forward->from);
        put_address(&backend, "", forward->address);
        buffer_format(&backend, ":%u", forward->to);
    }
    buffer_extend(&backend, 1);
    add(devices, "-netdev", backend.data);
    return outcome;
}

static const struct netswitch *switch_at(const struct manifest *manifest, uint32_t nic)
{
    for (uint32_t i = 0; i < manifest->switch_count; i++)
        if (manifest->switches[i].uplink && manifest->switches[i].nic == nic)
            return &manifest->switches[i];
    return NULL;
}

/* One interface. One that is no uplink is there since they are counted; it leads nowhere. */
static enum outcome add_nic(struct devices *devices, const struct manifest *manifest, uint32_t nic)
{
    const struct netswitch *netswitch = switch_at(manifest, nic);

    if (!netswitch) {
        add(devices, "-device", text("virtio-net-pci,%s", MODERN));
        return OUTCOME_OK;
    }
    enum outcome outcome = add_uplink(devices, manifest, netswitch);
    char *address = ethernet_address(manifest, netswitch->name);

    add(devices, "-device", text("virtio-net-pci,netdev=nic%u,mac=%s,%s", nic, address, MODERN));
    free(address);
    return outcome;
}

enum outcome devices_open(const struct manifest *manifest, struct devices *devices)
{
    enum outcome outcome = OUTCOME_OK;
    uint32_t nics = 0;

    *devices = (struct devices){.locks = need((manifest->disk_count + 1) * sizeof(int))};
    for (uint32_t i = 0; i < manifest->switch_count; i++)
        if (manifest->switches[i].uplink && manifest->switches[i].nic >= nics)
            nics = manifest->switches[i].nic + 1;
    for (uint32_t i = 0; i < nics && !outcome; i++)
        outcome = add_nic(devices, manifest, i);
    for (uint32_t i = 0; i < manifest->disk_count && !outcome; i++)
        outcome = add_disk(devices, &manifest->disks[i], i);
    return outcome;
}

void devices_close(struct devices *devices)
{
    for (uint32_t i = 0; i < devices->lock_count; i++)
        close(devices->locks[i]);
    free(devices->locks);
    strings_free(&devices->arguments);
}
