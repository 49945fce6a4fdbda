/* SPDX-License-Identifier: BSD-2-Clause */
/* A driver that never gives back a link that it has lent to its device. */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <pci/pci.h>

#include "check.h"

int main(const struct cos_start *start)
{
    uint64_t events;

    check(start->pci_count == 1 && pci_link(0) > 0, "a link is the device's");
    check(pci_link(0) > 0, "and again");
    check_result(pci_unlink(1), -COS_ENOENT, "an absent one cannot be given back");
    cos_signal(COS_SLOT_SIGNAL);
    for (;;)
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
}
