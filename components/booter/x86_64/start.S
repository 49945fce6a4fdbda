/* SPDX-License-Identifier: BSD-2-Clause */
/* The system's first thread starts here: rdi = COS_BOOT_INFO, no stack. */
#define BOOTER_STACK 4096

    .section .text.start, "ax"
    .globl _start
    .type _start, @function
_start:
    mov $booter_stack + BOOTER_STACK, %esp
    call booter_main
    ud2
    .size _start, . - _start

    /* First in the writable segment; the page below it is not mapped (component.ld). */
    .section .data.evm_stack, "aw"
    .globl evm_stack_low
evm_stack_low:
booter_stack:
    .skip BOOTER_STACK
