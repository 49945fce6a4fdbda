/* SPDX-License-Identifier: BSD-2-Clause */
/* Client code that would notice if any register, or what lies below the stack pointer,
 * changed behind its back. */
#include <cos/upcall_entry.h>

    .text
    .globl client_registers
    .type client_registers, @function

    .macro each_integer operation
    \operation %rbx, 1
    \operation %rcx, 2
    \operation %rdx, 3
    \operation %rsi, 4
    \operation %rbp, 5
    \operation %r8, 6
    \operation %r9, 7
    \operation %r10, 8
    \operation %r11, 9
    \operation %r12, 10
    \operation %r13, 11
    \operation %r14, 12
    .endm

    .macro each_vector operation
    .irp number, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    \operation \number
    .endr
    .endm

    .macro fill register, offset
    lea \offset(%rdi), \register
    .endm
    .macro compare register, offset
    lea \offset(%rdi), %rax
    cmp %rax, \register
    jne 9f
    .endm
    .macro fill_vector number
    lea 100 + \number(%rdi), %rax
    movq %rax, %xmm\number
    .endm
    .macro compare_vector number
    movq %xmm\number, %rax
    sub $(100 + \number), %rax
    cmp %rdi, %rax
    jne 9f
    .endm
    .macro fill_red number
    lea 200 + \number(%rdi), %rax
    mov %rax, -8 * \number - 8(%rsp)
    .endm
    .macro compare_red number
    lea 200 + \number(%rdi), %rax
    cmp %rax, -8 * \number - 8(%rsp)
    jne 9f
    .endm

/* rdi = seed. r15 counts what was wrong. */
client_registers:
    push_kept
    sub $8, %rsp
    stmxcsr (%rsp)
    mov (%rsp), %r15d
    and $0x6000, %edi               /* the seed's rounding mode: another one for each thread */
    and $~0x6000, %r15d
    or %edi, %r15d
    mov %r15d, (%rsp)
    ldmxcsr (%rsp)
    xor %r15d, %r15d
    fninit
    fldpi
1:  each_integer fill
    each_vector fill_vector
    each_vector fill_red
    std
2:  cmpb $0, client_stop
    jne 3f
    each_integer compare
    each_vector compare_vector
    each_vector compare_red
    pushfq                          /* below the red zone there is nothing to keep:
                                       it has been compared */
    pop %rax
    test $0x400, %eax               /* the direction flag */
    jz 9f
    fldpi
    fcomip %st(1), %st
    jne 9f
    stmxcsr -8(%rsp)
    mov -8(%rsp), %eax
    and $0x6000, %eax
    cmp %edi, %eax
    jne 9f
    cld
    jmp 1b
9:  inc %r15
    cld
    fninit
    fldpi
    jmp 1b
3:  cld
    fninit
    mov %r15, %rax
    add $8, %rsp
    pop_kept
    ret
    .size client_registers, . - client_registers

    .section .note.GNU-stack, "", @progbits
