/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the kernel starts the system's first thread: rdi = COS_BOOT_INFO, no stack. */
    .section .text.start, "ax"
    .globl _start
    .type _start, @function
_start:
    mov $cos_stack_top, %rsp
    call booter_main
    ud2
    .size _start, . - _start
