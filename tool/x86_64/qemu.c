/* SPDX-License-Identifier: BSD-2-Clause */
#include <evm/machine.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "target.h"

#define TEXT_OF(number) #number
#define TEXT(number)    TEXT_OF(number)
#define EXIT_DEVICE     "isa-debug-exit,iobase=" TEXT(EVM_EXIT_PORT) ",iosize=0x04"
#define PROBE_VALUE     0x2a /* that the guest writes to that device's port */

const char *const target_line_slots[TARGET_LINE_SLOTS] = {"0x14", "0x16"};
const char *const target_probe_options[TARGET_PROBE_OPTIONS] = {"-device", EXIT_DEVICE};
const int target_probe_status = 2 * PROBE_VALUE + 1;

static void add_pair(struct strings *command, const char *option, const char *value)
{
    strings_add(command, option);
    strings_add(command, value);
}

void target_qemu_options(struct strings *command, const char *machine, bool kvm, bool iommu,
                         const char *verdict)
{
    /* the IOMMU can check interrupts only outside of KVM */
    char *kind = text("%s%s", machine, kvm && iommu ? ",kernel-irqchip=split" : "");
    char *debug = text("isa-debugcon,iobase=0x%x,chardev=%s", EVM_VERDICT_PORT, verdict);

    add_pair(command, "-cpu", kvm ? "host" : "max");
    add_pair(command, "-machine", kind);
    add_pair(command, "-device", EXIT_DEVICE);
    add_pair(command, "-device", debug);
    if (iommu)
        add_pair(command, "-device", "intel-iommu");
    free(kind);
    free(debug);
}

bool target_can_virtualize(void)
{
    struct buffer info = {0};
    bool found = false;

    if (file_read("/proc/cpuinfo", &info)) {
        buffer_extend(&info, 1);
        found = strstr(info.data, " vmx") || strstr(info.data, " svm");
    }
    buffer_free(&info);
    return found;
}

void target_probe_guest(struct buffer *guest)
{
    /* Multiboot, with flag 16: load addresses follow */
    static const uint32_t header[] = {
        0x1badb002, 0x10000, -(0x1badb002u + 0x10000), 0x100000, 0x100000, 0, 0, 0x100020};
    /* mov $PROBE_VALUE, %al; out %al, $EVM_EXIT_PORT; hlt */
    static const unsigned char code[] = {0xb0, PROBE_VALUE, 0xe6, EVM_EXIT_PORT,
                                         0xf4, 0xeb,        0xfe, 0};

    buffer_add(guest, header, sizeof(header));
    buffer_add(guest, code, sizeof(code));
}
