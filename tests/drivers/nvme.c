/* SPDX-License-Identifier: BSD-2-Clause */
/* A PCI Express device whose function can be reset, as QEMU's nvme: each end of its driver resets
 * it, and the next driver finds it in the same place. With a link that another component owns this
 * is the driver, which reports what it finds; else it kills the driver. */
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <pci/pci.h>

#include "check.h"
#include "kill.h"

#define LIVES       4
#define ABOUT       64 /* bytes of registers */
#define VERSION     (8 / sizeof(uint32_t))
#define ENABLE      (0x14 / sizeof(uint32_t))
#define RESET_US    100000 /* least time of a reset */
#define PATIENCE_US 5000000

struct found {
    uint64_t address, lives;
    uint32_t version, enabled;
};

static _Noreturn void drive(const struct cos_start *start, volatile struct found *found)
{
    volatile uint32_t *registers = pci_map(&start->pci[0], 0, 0, ABOUT);
    uint64_t events;

    found->address = start->pci[0].bars[0].address;
    if (registers != NULL) {
        found->version = registers[VERSION];
        found->enabled = registers[ENABLE];
        registers[ENABLE] = 1;
        pci_master(&start->pci[0], true);
    }
    found->lives++;
    cos_signal(COS_SLOT_SIGNAL);
    while (cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events) != 0 || !(events & COS_EVENT_POWER)) {
    }
    cos_exit(0);
}

static bool lives_again(volatile const struct found *found, uint64_t lives)
{
    uint64_t deadline = cos_tsc() + cos_ticks(PATIENCE_US), events;

    while (found->lives == lives && cos_wait(COS_SLOT_ENDPOINT, deadline, &events) == 0) {
    }
    return found->lives == lives + 1;
}

int main(const struct cos_start *start)
{
    volatile struct found *found = (volatile struct found *)start->links[0].address;
    struct found first;

    if (start->links[0].owner != start->id)
        drive(start, found);
    check(lives_again(found, 0), "a driver at work");
    first = *found;
    check(first.address != 0 && first.version != 0 && first.version != UINT32_MAX,
          "it has a device");
    for (unsigned life = 1; life < LIVES; life++) {
        uint64_t before = cos_tsc();

        check_result(booter_call(BOOTER_DESTROY, start->links[0].peer), 0, "it ends");
        check(cos_tsc() - before >= cos_ticks(RESET_US), "which takes as long as a reset");
        check_result(booter_call(BOOTER_CREATE, start->links[0].peer), 0, "it restarts");
        check(lives_again(found, life), "and is at work");
        check(found->address == first.address && found->version == first.version,
              "its device is there");
        check_result(found->enabled, 0, "and has forgotten its settings");
    }
    return check_done();
}
