/* SPDX-License-Identifier: BSD-2-Clause */
/* Does what its first argument, a key of the manifest, would have allowed. "out": by the
 * instruction, past the kernel. */
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>

int main(const struct cos_start *start)
{
    const char *key = (const char *)start->blobs[0].address;

    if (strcmp(key, "irqs") == 0)
        cos_irq_ack(COS_SLOT_IRQ);
    else if (strcmp(key, "ports") == 0)
        cos_port_out(COS_SLOT_PORTS, 0x80, 1, 0);
    else if (strcmp(key, "mmio") == 0)
        cos_region_info(COS_SLOT_MMIO, 0);
    else if (strcmp(key, "calls") == 0)
        cos_call(COS_SLOT_CALL, 0, 0, 0, 0);
    else if (strcmp(key, "signals") == 0)
        cos_signal(COS_SLOT_SIGNAL);
    else if (strcmp(key, "booter") == 0)
        cos_call(COS_SLOT_BOOTER, 0, 0, 0, 0);
    else if (strcmp(key, "pci") == 0)
        cos_call(COS_SLOT_DEVICES, 0, 0, 0, 0);
    else
        __asm__ volatile("outb %%al, $0x80" : : "a"(0));
    return 0;
}
