/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a component's first thread starts: rdi = COS_START, no stack, all other registers 0. */
#include <cos/stacks.h>

    .globl evm_component
    .set evm_component, 1 /* by this, the tool knows that the program is for COS */

    .section .text.start, "ax"
    .globl _start
    .type _start, @function
_start:
    mov $COS_STACK_TOP, %esp
    call cos_run
    ud2
    .size _start, . - _start
