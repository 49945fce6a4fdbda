/* SPDX-License-Identifier: BSD-2-Clause */
/* A made-up machine: what interface/x86_64/evm/machine.h gives shared code. */
#ifndef EVM_MACHINE_H
#define EVM_MACHINE_H

#include <evm/image.h>
#include <stdint.h>

#define EVM_MMIO_END  (1ull << 30)
#define EVM_PCI_FIRST 0x10
#define EVM_PCI_LAST  0x1f

static const struct evm_grant evm_console_grants[] = {{EVM_GRANT_IRQ, 0, 1, 0}};
static const struct evm_grant evm_control_grants[] = {{EVM_GRANT_IRQ, 0, 2, 0}};
static const struct evm_grant evm_supervisor_grants[] = {{EVM_GRANT_MMIO, 0, 0x1000, 1}};

struct evm_reserved {
    uint32_t type;
    uint64_t first, last;
    const char *what, *whose;
};

static const struct evm_reserved evm_reserved[] = {{EVM_GRANT_IRQ, 1, 1, "made up", "no one's"}};

#endif
