/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An event has interrupted the main carrier, which ran a client thread. All registers are unchanged
 * except rip, rflags and rax, which are in the vCPU page; `masked` was 0 and is now 1. This code
 * saves the state on the thread's stack and resumes the thread at the end. `masked` becomes 0
 * before that: the next event may interrupt this code, which no longer needs the vCPU page then.
 */
#include <cos/upcall_entry.h>

#include "upcall.h"

    .weak evm_client_text
    .weak evm_client_text_end

    .text
    .globl upcall_entry
    .type upcall_entry, @function
upcall_entry:
    lea -RED_ZONE(%rsp), %rsp
    push_interrupted
    push %rbx
    cld
    mov %rsp, %rbx
    mov 8(%rbp), %rax
    cmp $evm_client_text, %rax
    jb 1f
    cmp $evm_client_text_end, %rax
    jb 2f
1:  and $-16, %rsp
    call preempt_later
    jmp 3f

2:  sub context_state_bytes, %rsp
    and $-64, %rsp
    cmpq $XSAVE_LEGACY, context_state_bytes
    ja 4f
    fxsave64 (%rsp)
    call preempt_now
    fxrstor64 (%rsp)
    jmp 3f
4:  xor %eax, %eax
    lea XSAVE_LEGACY(%rsp), %rdi        # XSAVE does not write all of its header
    mov $8, %ecx
    rep stosq
    mov $-1, %eax
    mov $-1, %edx
    xsave64 (%rsp)
    call preempt_now
    mov $-1, %eax
    mov $-1, %edx
    xrstor64 (%rsp)

3:  mov %rbx, %rsp
    pop %rbx
    pop_interrupted
    ret $RED_ZONE
    .size upcall_entry, . - upcall_entry

    .section .bss.evm_vcpu, "aw", @nobits
    .balign 4096                        # a page of its own: COS writes to it
    .globl evm_vcpu
    .type evm_vcpu, @object
evm_vcpu:
    .skip 4096
    .size evm_vcpu, . - evm_vcpu

    .section .note.GNU-stack, "", @progbits
