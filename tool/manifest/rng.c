/* SPDX-License-Identifier: BSD-2-Clause */
/* VMs with the key `rng` call the driver of the machine's virtio-rng, which the tool adds if there
 * is such a VM. */
#include <cos/start.h>

#include "check.h"

/* Returns the slot of the VM's next gate to another component. */
static unsigned next_gate(const struct vm *vm)
{
    unsigned slot = COS_SLOT_CALL;

    for (uint32_t i = 0; i < vm->grant_count; i++)
        slot += vm->grants[i].type == EVM_GRANT_CALL && !vm->grants[i].slot;
    return slot;
}

void check_rng(struct check *check)
{
    if (!check->vm->rng)
        return;
    add_channel(check, "rng",
                &(struct evm_channel){.kind = EVM_CHANNEL_RNG, .index = next_gate(check->vm)});
    add_grant(check, EVM_GRANT_CALL, 0, rng_component(check->manifest), 0);
}
