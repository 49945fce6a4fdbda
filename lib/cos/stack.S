/* SPDX-License-Identifier: BSD-2-Clause */
/* The first thread's stack, for components that do not define one of another size with COS_STACK. */
    .bss
    .balign 16
    .skip 8192
    .globl cos_stack_top
cos_stack_top:
