/* SPDX-License-Identifier: BSD-2-Clause */
#include "devices.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ether.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <unistd.h>

#include "disk_image.h"
#include "target.h"

/* QEMU's preferred own addresses, as numbers in the network, and the number of DHCP leases. */
#define DNS_FIRST   3
#define DHCP_FIRST  15
#define DHCP_LEASES 16

/* Disables the legacy interface, and makes the device respect an IOMMU. */
#define MODERN "disable-legacy=on,iommu_platform=on"

/* Makes an error of this machine fail the request; else QEMU would stop the machine. */
#define REPORT ",werror=report,rerror=report"

#define DEVICES 256 /* most devices of a model, more than a machine has */

static void add(struct devices *devices, const char *option, char *value)
{
    strings_add(&devices->arguments, option);
    strings_add(&devices->arguments, value);
    free(value);
}

/* ---- Models of devices ----------------------------------------------------------------------- */

/* QEMU's names for devices, by their ids. */
static const struct model {
    uint64_t ids;
    bool net;  /* else a disk */
    bool line; /* NetBSD uses its interrupt line */
    const char *name;
} models[] = {
    {VIRTIO_NET, true, false, "virtio-net-pci," MODERN},
    {0x1af41000, true, true, "virtio-net-pci,disable-legacy=off"},
    {0x8086100e, true, true, "e1000"},
    {0x808610d3, true, false, "e1000e"},
    {VIRTIO_BLK, false, false, "virtio-blk-pci," MODERN},
    {0x1af41001, false, true, "virtio-blk-pci,disable-legacy=off"},
};

static void add_device(struct devices *devices, const struct model *model, char *properties)
{
    if (model->line && devices->lines < TARGET_LINE_SLOTS)
        add(devices, "-device",
            text("%s,addr=%s%s", model->name, target_line_slots[devices->lines++], properties));
    else
        add(devices, "-device", text("%s%s", model->name, properties));
    free(properties);
}

static const struct model *find_model(uint64_t ids)
{
    const struct model *model = models;

    while (model->ids != ids)
        model++;
    return model;
}

/* Returns the model of the device that a VM lends, the first of that kind; NULL: QEMU lacks it. */
static const struct model *lent_model(const struct vm *vm, bool net, uint64_t *index)
{
    for (uint32_t i = 0; i < vm->grant_count; i++)
        for (unsigned j = 0; j < COUNT(models); j++)
            if (vm->grants[i].type == EVM_GRANT_PCI && vm->grants[i].a == models[j].ids &&
                models[j].net == net) {
                *index = vm->grants[i].b;
                return &models[j];
            }
    return NULL;
}

/* ---- Disks ----------------------------------------------------------------------------------- */

static enum outcome lock(struct devices *devices, const struct disk *disk)
{
    int fd = open(disk->path, O_CLOEXEC | (disk->readonly ? O_RDONLY : O_RDWR));

    if (fd < 0)
        return host_error("disk '%s': %s: %s", disk->name, disk->path, strerror(errno));
    devices->locks[devices->lock_count++] = fd;
    if (!flock(fd, LOCK_NB | (disk->readonly ? LOCK_SH : LOCK_EX)))
        return OUTCOME_OK;
    if (errno == EWOULDBLOCK)
        return host_error("disk '%s': %s is in use by another system on this machine; end that "
                          "one, or give this one an image of its own",
                          disk->name, disk->path);
    return host_error("disk '%s': %s cannot be locked: %s", disk->name, disk->path,
                      strerror(errno));
}

char *option_value(const char *path)
{
    struct buffer result = {0};

    for (; *path; path++)
        buffer_add(&result, *path == ',' ? ",," : path, *path == ',' ? 2 : 1);
    buffer_extend(&result, 1);
    return result.data;
}

static enum outcome add_disk(struct devices *devices, const struct disk *disk, uint32_t number,
                             const struct model *model)
{
    enum outcome outcome = disk_image_make(disk);
    char *path = option_value(disk->path);

    if (!outcome)
        outcome = lock(devices, disk);
    add(devices, "-drive",
        text("file=%s,format=raw,if=none,id=disk%u" REPORT "%s", path, number,
             disk->readonly ? ",readonly=on" : ""));
    add_device(devices, model, text(",drive=disk%u", number));
    free(path);
    return outcome;
}

static const struct model *disk_model(const struct manifest *manifest, uint32_t number,
                                      uint64_t *index)
{
    const struct disk *disk = &manifest->disks[number];

    if (disk->lender)
        return lent_model(&manifest->vms[disk->lender - 1], false, index);
    *index = disk_device(manifest, number);
    return find_model(VIRTIO_BLK);
}

/* Adds all disks of that model, in the order of their numbers. */
static enum outcome add_disks(struct devices *devices, const struct manifest *manifest,
                              const struct model *model)
{
    enum outcome outcome = OUTCOME_OK;
    uint64_t place, found = 0;

    for (uint64_t index = 0; found < manifest->disk_count && index <= DEVICES && !outcome; index++)
        for (uint32_t i = 0; i < manifest->disk_count && !outcome; i++)
            if (disk_model(manifest, i, &place) == model && place == index) {
                outcome = add_disk(devices, &manifest->disks[i], i, model);
                found++;
            }
    return outcome;
}

/* ---- Uplinks --------------------------------------------------------------------------------- */

/* Checks that a port of this machine is free for QEMU. */
static enum outcome check_free(const struct netswitch *netswitch, uint16_t port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
    enum outcome outcome = OUTCOME_OK;

    /* connections that ended recently do not count */
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    if (bind(fd, (void *)&address, sizeof(address)) || listen(fd, 1))
        outcome = errno == EADDRINUSE
                      ? host_error("port %u of switch '%s' is in use on this machine; end what "
                                   "uses it, or forward another one",
                                   port, netswitch->name)
                      : host_error("port %u of switch '%s' cannot be used on this machine: %s",
                                   port, netswitch->name, strerror(errno));
    close(fd);
    return outcome;
}

static void put_address(struct buffer *out, const char *before, uint32_t ip)
{
    buffer_format(out, "%s%u.%u.%u.%u", before, ip >> 24, ip >> 16 & 0xff, ip >> 8 & 0xff,
                  ip & 0xff);
}

/* Returns the first of `count` free addresses in a row, number `first` of the network or later. */
static uint32_t free_addresses(const struct manifest *manifest, const struct netswitch *netswitch,
                               uint32_t first, uint32_t count)
{
    uint32_t address = netswitch->network + first, before;

    do {
        before = address;
        if (netswitch->gateway_address - address < count)
            address = netswitch->gateway_address + 1;
        for (uint32_t i = 0; i < manifest->port_count; i++)
            if (manifest->ports[i].netswitch == netswitch &&
                manifest->ports[i].ip - address < count)
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
    if (!netswitch->outbound)
        buffer_format(&backend, ",restrict=on");
    if (netswitch->prefix) {
        put_address(&backend, ",net=", netswitch->network);
        buffer_format(&backend, "/%u", netswitch->prefix);
        put_address(&backend, ",host=", netswitch->gateway_address);
        put_address(&backend, ",dns=", free_addresses(manifest, netswitch, DNS_FIRST, 1));
        put_address(&backend,
                    ",dhcpstart=", free_addresses(manifest, netswitch, DHCP_FIRST, DHCP_LEASES));
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

/* Returns the model of a switch's uplink; NULL: unknown to QEMU. */
static const struct model *uplink_model(const struct manifest *manifest,
                                        const struct netswitch *netswitch, uint64_t *index)
{
    if (netswitch->lender)
        return lent_model(&manifest->vms[netswitch->lender - 1], true, index);
    *index = netswitch->nic;
    return find_model(VIRTIO_NET);
}

/* Returns the switch whose uplink is the index-th device of that model, or NULL. *more: a later
 * device is an uplink. */
static const struct netswitch *switch_at(const struct manifest *manifest, const struct model *model,
                                         uint64_t index, bool *more)
{
    const struct netswitch *found = NULL;

    *more = false;
    for (uint32_t i = 0; i < manifest->switch_count; i++) {
        const struct netswitch *netswitch = &manifest->switches[i];
        uint64_t place = 0;

        if (!netswitch->uplink || uplink_model(manifest, netswitch, &place) != model)
            continue;
        found = place == index ? netswitch : found;
        *more = *more || place > index;
    }
    return found;
}

static enum outcome add_nic(struct devices *devices, const struct manifest *manifest,
                            const struct model *model, const struct netswitch *netswitch)
{
    enum outcome outcome = add_uplink(devices, manifest, netswitch);
    uint8_t a[ETHER_ADDRESS];
    struct buffer properties = {0};

    ethernet_address(manifest, netswitch->name, a);
    buffer_format(&properties, ",netdev=nic%u,mac=%02x:%02x:%02x:%02x:%02x:%02x", netswitch->nic,
                  a[0], a[1], a[2], a[3], a[4], a[5]);
    if (netswitch->mtu_bytes != ETHER_MTU && !netswitch->lender)
        buffer_format(&properties, ",host_mtu=%u", netswitch->mtu_bytes);
    buffer_extend(&properties, 1);
    add_device(devices, model, properties.data);
    return outcome;
}

/* Adds all interfaces of that model. One that is no uplink only keeps the numbers of later ones; it
 * has no network. */
static enum outcome add_nics(struct devices *devices, const struct manifest *manifest,
                             const struct model *model)
{
    enum outcome outcome = OUTCOME_OK;
    bool more = true;

    for (uint64_t index = 0; more && !outcome; index++) {
        const struct netswitch *netswitch = switch_at(manifest, model, index, &more);

        if (netswitch)
            outcome = add_nic(devices, manifest, model, netswitch);
        else if (more)
            add(devices, "-device", text("%s", model->name));
    }
    return outcome;
}

static enum outcome no_model(const char *noun, const char *name, const char *driver,
                             const char *thing, bool net)
{
    struct buffer known = {0};

    for (unsigned i = 0; i < COUNT(models); i++)
        if (models[i].net == net)
            buffer_format(&known, "%s%04llx:%04llx", known.size ? ", " : "",
                          (unsigned long long)models[i].ids >> 16,
                          (unsigned long long)models[i].ids & 0xffff);
    buffer_extend(&known, 1);
    enum outcome outcome = host_error("%s '%s': none of the devices of '%s' is %s that QEMU is "
                                      "known to have; expected one of: %s",
                                      noun, name, driver, thing, known.data);

    buffer_free(&known);
    return outcome;
}

static enum outcome check_models(const struct manifest *manifest)
{
    enum outcome outcome = OUTCOME_OK;
    uint64_t index;

    for (uint32_t i = 0; i < manifest->switch_count && !outcome; i++) {
        const struct netswitch *netswitch = &manifest->switches[i];

        if (netswitch->uplink && !uplink_model(manifest, netswitch, &index))
            outcome = no_model("switch", netswitch->name, netswitch->driver, "a network interface",
                               true);
    }
    for (uint32_t i = 0; i < manifest->disk_count && !outcome; i++)
        if (!disk_model(manifest, i, &index))
            outcome = no_model("disk", manifest->disks[i].name, manifest->disks[i].driver, "a disk",
                               false);
    return outcome;
}

enum outcome devices_open(const struct manifest *manifest, struct devices *devices)
{
    enum outcome outcome = check_models(manifest);

    *devices = (struct devices){.locks = need((manifest->disk_count + 1) * sizeof(int))};
    for (unsigned i = 0; i < COUNT(models) && !outcome; i++)
        if (models[i].net)
            outcome = add_nics(devices, manifest, &models[i]);
        else
            outcome = add_disks(devices, manifest, &models[i]);
    if (rng_wanted(manifest))
        add(devices, "-device", text("virtio-rng-pci," MODERN));
    if (manifest->board.given) {
        add(devices, "-device", text("i6300esb"));
        add(devices, "-action", text("watchdog=reset"));
    }
    return outcome;
}

void devices_close(struct devices *devices)
{
    for (uint32_t i = 0; i < devices->lock_count; i++)
        close(devices->locks[i]);
    free(devices->locks);
    strings_free(&devices->arguments);
}
