/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a component client with a plain main() starts, in place of lib/cos/start.S; its stack is 64 KiB. */
    .section .text.start, "ax"
    .globl _start
    .type _start, @function
_start:
    mov $cos_stack_top, %rsp
    call posix_start
    ud2
    .size _start, . - _start

    .bss
    .balign 16
    .skip 65536
    .globl cos_stack_top
cos_stack_top:
