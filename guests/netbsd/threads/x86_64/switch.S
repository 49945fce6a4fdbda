/* SPDX-License-Identifier: BSD-2-Clause */
/* Switches stacks. By the ABI, callers save the other registers. */
#include <cos/upcall_entry.h>

    .text
/* void switch_stacks(uint64_t *save, uint64_t load) */
    .globl switch_stacks
    .type switch_stacks, @function
switch_stacks:
    push_kept
    mov %rsp, (%rdi)
    mov %rsi, %rsp
    pop_kept
    ret
    .size switch_stacks, . - switch_stacks

/* A thread's first instruction: calls the function in rbx with r12 and r13. rbp is 0, which ends
 * backtraces. */
    .globl context_begin
    .type context_begin, @function
context_begin:
    mov %r12, %rdi
    mov %r13, %rsi
    call *%rbx
    ud2
    .size context_begin, . - context_begin

    .section .note.GNU-stack, "", @progbits
