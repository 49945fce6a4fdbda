/* SPDX-License-Identifier: BSD-2-Clause */
/* A service that crashes whenever it is called. */
#include <cos/runtime.h>

#include "service.h"

/* Its gate leads here: no stack is needed. */
__asm__(
    ".section .text.entry.evm_gate_0, \"ax\"\n .globl evm_gate_0\n .type evm_gate_0, @function\n"
    "evm_gate_0: ud2\n .size evm_gate_0, . - evm_gate_0\n .text\n");

int main(const struct cos_start *start)
{
    (void)start;
    return service_wait();
}
