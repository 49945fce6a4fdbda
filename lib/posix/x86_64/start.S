/* SPDX-License-Identifier: BSD-2-Clause */
/* The start of a component client with a standard main(), in place of lib/cos/x86_64/start.S; its
 * stack is 64 KiB. */
#include <cos/stacks.h>

    .section .text.start, "ax"
    .globl _start
    .type _start, @function
_start:
    mov $COS_STACK_TOP, %esp
    call posix_start
    ud2
    .size _start, . - _start

    .globl evm_component
    .set evm_component, 1

    .globl evm_stack_bytes
    .set evm_stack_bytes, 65536
