/* SPDX-License-Identifier: BSD-2-Clause */
/* The serial line before the console runs, at the speed that the firmware has set. */
#include "report.h"

#include <cos/boot.h>
#include <cos/syscall.h>
#include <evm/machine.h>

#define SERIAL_STATUS (EVM_SERIAL_FIRST + 5)
#define STATUS_EMPTY  0x20
#define STATUS_POLLS  1000000

void report_put(char c)
{
    uint64_t status = 0;

    for (unsigned i = 0; i < STATUS_POLLS && !(status & STATUS_EMPTY); i++)
        cos_port_in(COS_BOOT_SLOT_PORTS, SERIAL_STATUS, 1, &status);
    cos_port_out(COS_BOOT_SLOT_PORTS, EVM_SERIAL_FIRST, 1, (unsigned char)c);
}
