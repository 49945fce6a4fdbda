/* SPDX-License-Identifier: BSD-2-Clause */
/* Configuration space of a component's device: the component may read all of it, and none of its
 * writes harms another: the device's memory stays where it is, and the device does nothing on its
 * own. */
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <devices.h>
#include <pci/pci.h>

#include "check.h"
#include "random.h"

enum { COMMAND = 0x04, BARS = 0x10, ROM = 0x30, LINE = 0x3c };

#define COMMAND_MEMORY 0x0002
#define COMMAND_MASTER 0x0004
#define COMMAND_CACHE  0x0010
#define COMMAND_NOINTX 0x0400
#define COMMAND_BITS   0xffff
#define CAP_POWER      0x01
#define CAP_MSI        0x05
#define CAP_EXPRESS    0x10
#define MSI_ENABLE     (1u << 16)
#define MSIX_ENABLE    (1u << 31)
#define ROUNDS         60
#define DEVICE_STATUS  8 /* a register of the device that does not change by itself */

static const struct cos_pci *device;

static struct cos_result call(uint64_t method, uint64_t index, uint64_t offset, uint64_t value)
{
    return cos_call(COS_SLOT_DEVICES, method, index, offset, value);
}

static uint32_t word(unsigned offset)
{
    struct cos_result result = call(DEVICES_READ, 0, offset, 0);

    return result.value == 0 ? (uint32_t)result.extra : 0xdeadbeef;
}

static int64_t put(unsigned offset, uint64_t value)
{
    return call(DEVICES_WRITE, 0, offset, value).value;
}

static void check_reading(void)
{
    unsigned same = 0;

    for (unsigned offset = 0; offset < COS_PCI_CONFIG; offset += 4)
        same += word(offset) == pci_config32(device, offset);
    check_result(same, COS_PCI_CONFIG / 4, "all of it can be read, as at the start");
    check_result(call(DEVICES_READ, 0, 2, 0).value, -COS_EINVAL,
                 "an offset that is not a multiple of 4");
    check_result(call(DEVICES_READ, 0, COS_PCI_CONFIG, 0).value, -COS_EINVAL,
                 "an offset beyond the end");
    check_result(call(DEVICES_READ, 0, UINT64_MAX - 3, 0).value, -COS_EINVAL, "or far beyond");
    check_result(call(DEVICES_READ, 1, 0, 0).value, -COS_ENOENT,
                 "a device that the component does not have");
    check_result(call(DEVICES_READ, UINT64_MAX, 0, 0).value, -COS_ENOENT,
                 "or that no component has");
    check_result(call(DEVICES_WRITE, 1, COMMAND, 0).value, -COS_ENOENT,
                 "nor can it write to such a device");
    check_result(put(COS_PCI_CONFIG + COMMAND, 0), -COS_EINVAL, "nor beyond the end");
}

static void check_denied(void)
{
    static const struct {
        unsigned offset;
        const char *what;
    } denied[] = {
        {0, "its ids"},
        {8, "its class"},
        {BARS, "the place of its memory"},
        {BARS + 20, "the last of these"},
        {ROM, "its ROM"},
        {LINE, "its interrupt line"},
    };
    unsigned msi = pci_capability(device, CAP_MSI, 0),
             msix = pci_capability(device, PCI_CAP_MSIX, 0);

    for (unsigned i = 0; i < sizeof denied / sizeof denied[0]; i++)
        check_result(put(denied[i].offset, UINT32_MAX), -COS_EINVAL, "denied: %s", denied[i].what);
    for (unsigned offset = 0; offset < 16; offset += 4) {
        check_result(put(msi + offset, UINT32_MAX), -COS_EINVAL, "denied: messages (MSI), word %u",
                     offset / 4);
    }
    for (unsigned offset = 0; offset < 12; offset += 4) {
        check_result(put(msix + offset, UINT32_MAX), -COS_EINVAL,
                     "denied: messages (MSI-X), word %u", offset / 4);
    }
}

static void check_allowed(void)
{
    unsigned power = pci_capability(device, CAP_POWER, 0),
             express = pci_capability(device, CAP_EXPRESS, 0);

    check_result(put(COMMAND, UINT32_MAX), 0, "its command register");
    check_result(word(COMMAND) & ~COMMAND_CACHE & COMMAND_BITS,
                 pci_config32(device, COMMAND) & COMMAND_BITS,
                 "takes the bits that affect only this component, and nothing more");
    check_result(put(COMMAND, 0), 0, "all of it is written with 0");
    check_result(word(COMMAND) & COMMAND_BITS, pci_config32(device, COMMAND) & COMMAND_BITS,
                 "it answers to accesses all the same, and has no line");
    check_result(put(COMMAND, COMMAND_MASTER), 0, "access to memory is asked for");
    check(!(word(COMMAND) & COMMAND_MASTER), "but not granted this way");
    check_result(put(0x0c, 0xffffff10), 0, "its cache line size");
    check_result(word(0x0c) & 0xff, 0x10, "is taken");
    check_result(put(power + 4, 0x0103), 0, "its power management");
    check_result(word(power + 4) & 3, 0, "does not put it to sleep");
    check_result(put(express + 8, 0xffff), 0, "its PCI Express control");
    check_result(word(express + 8) & 0x80e0, pci_config32(device, express + 8) & 0x80e0,
                 "takes neither a reset nor another packet size");
}

/* Returns whether the device is unchanged, except where its driver may change it. */
static bool unharmed(volatile uint32_t *status, uint32_t expected)
{
    unsigned msi = pci_capability(device, CAP_MSI, 0),
             msix = pci_capability(device, PCI_CAP_MSIX, 0);
    bool good = *status == expected &&
                (word(COMMAND) & (COMMAND_MEMORY | COMMAND_MASTER | COMMAND_NOINTX)) ==
                    (COMMAND_MEMORY | COMMAND_NOINTX);

    for (unsigned offset = BARS; offset <= LINE; offset += 4)
        good = good && word(offset) == pci_config32(device, offset);
    return good && !(word(msi) & MSI_ENABLE) && !(word(msix) & MSIX_ENABLE);
}

static void check_garbage(void)
{
    volatile uint32_t *status = pci_map(device, 0, DEVICE_STATUS, sizeof(uint32_t));
    uint32_t expected = *status;
    struct random random = {4711};
    unsigned kept = 0;

    for (unsigned i = 0; i < ROUNDS; i++) {
        for (unsigned offset = 0; offset < COS_PCI_CONFIG; offset += 4)
            put(offset, i == 0 ? 0 : i == 1 ? UINT64_MAX : random_next(&random));
        kept += unharmed(status, expected);
    }
    check_result(kept, ROUNDS,
                 "whatever is written to all of it, the device stays in place, and silent");
}

static void check_mastering(void)
{
    unsigned msi = pci_capability(device, CAP_MSI, 0);

    check_result(call(DEVICES_MASTER, 0, DEVICES_PLAIN + 1, 0).value, -COS_EINVAL,
                 "no such kind of interrupt");
    check_result(call(DEVICES_MASTER, 0, UINT64_MAX, 0).value, -COS_EINVAL, "nor such");
    check_result(call(DEVICES_MASTER, 0, DEVICES_PLAIN, 0).value, 0,
                 "the device is made a bus master");
    check((word(COMMAND) & (COMMAND_MASTER | COMMAND_NOINTX)) ==
                  (COMMAND_MASTER | COMMAND_NOINTX) &&
              word(msi) & MSI_ENABLE && (word(msi) & 7u << 20) == 0,
          "it accesses memory, and has one message for its interrupt");
    put(COMMAND, 0);
    check(!(word(COMMAND) & COMMAND_MASTER), "access to memory may be ended by writing");
    put(COMMAND, COMMAND_MASTER);
    check(!(word(COMMAND) & COMMAND_MASTER), "but not started again by writing");
    check_result(call(DEVICES_MASTER, 0, 0, 0).value, 0, "and it may no longer");
    check(!(word(msi) & MSI_ENABLE), "nor does it send messages");
}

int main(const struct cos_start *start)
{
    device = &start->pci[0];
    check_reading();
    check_denied();
    check_allowed();
    check_garbage();
    check_mastering();
    return check_done();
}
