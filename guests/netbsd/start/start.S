/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a NetBSD VM's first thread starts: rdi = COS_START, no stack, all other registers 0. */
#include "start.h"

    .section .text.start, "ax"
    .globl _start
    .type _start, @function
_start:
    mov $start_stack + START_STACK_BYTES, %rsp
    call start_vm
    ud2
    .size _start, . - _start

    /* The rump kernel and its clients use the FPU (evm/image.h). */
    .globl evm_fpu
    .set evm_fpu, 1

    .bss
    .balign 16
    .globl start_stack
start_stack:
    .skip START_STACK_BYTES

    .section .note.GNU-stack, "", @progbits
