/* SPDX-License-Identifier: BSD-2-Clause */
/* The start of a NetBSD VM's first thread: rdi = COS_START, no stack, all other registers 0. */
#include <cos/stacks.h>

#include "../start.h"

    .section .text.start, "ax"
    .globl _start
    .type _start, @function
_start:
    mov $COS_STACK_TOP, %esp
    call start_vm
    ud2
    .size _start, . - _start

    /* The rump kernel and its clients use the FPU (evm/image.h). */
    .globl evm_fpu
    .set evm_fpu, 1

    .globl evm_stack_bytes
    .set evm_stack_bytes, START_STACK_BYTES

    .section .note.GNU-stack, "", @progbits
