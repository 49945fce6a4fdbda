/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the kernel starts the system's first thread: rdi = COS_BOOT_INFO, no stack. */
#define BOOTER_STACK 4096

    .section .text.start, "ax"
    .globl _start
    .type _start, @function
_start:
    mov $booter_stack + BOOTER_STACK, %esp
    call booter_main
    ud2
    .size _start, . - _start

    /* First in the writable segment, below which there is nothing (component.ld). */
    .section .data.evm_stack, "aw"
    .globl evm_stack_low
evm_stack_low:
booter_stack:
    .skip BOOTER_STACK
