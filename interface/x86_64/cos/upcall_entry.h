/* SPDX-License-Identifier: BSD-2-Clause */
/* For assembly where COS enters a component by an upcall (cos/vcpu.h), or where that switches
 * stacks: offsets in struct cos_vcpu, and groups of registers. In C, it checks the offsets. */
#ifndef COS_UPCALL_ENTRY_H
#define COS_UPCALL_ENTRY_H

#define VCPU_MASKED        184
#define VCPU_PENDING       192
#define VCPU_UPCALL_RIP    216
#define VCPU_UPCALL_RFLAGS 232
#define VCPU_UPCALL_RAX    240

#ifdef __ASSEMBLER__

/* clang-format off */
/* What the upcall has interrupted, as a frame for backtraces, and all that a call in C may change.
 * evm_vcpu: the vCPU page. */
        .macro  push_interrupted
        pushq   evm_vcpu + VCPU_UPCALL_RIP
        push    %rbp
        mov     %rsp, %rbp
        pushq   evm_vcpu + VCPU_UPCALL_RFLAGS
        pushq   evm_vcpu + VCPU_UPCALL_RAX
        push    %rcx
        push    %rdx
        push    %rsi
        push    %rdi
        push    %r8
        push    %r9
        push    %r10
        push    %r11
        .endm

/* The same, but for rip, where a `ret` then goes on. */
        .macro  pop_interrupted
        pop     %r11
        pop     %r10
        pop     %r9
        pop     %r8
        pop     %rdi
        pop     %rsi
        pop     %rdx
        pop     %rcx
        pop     %rax
        popfq
        pop     %rbp
        .endm

/* What a call in C leaves as it is. */
        .macro  push_kept
        push    %rbp
        push    %rbx
        push    %r12
        push    %r13
        push    %r14
        push    %r15
        .endm

        .macro  pop_kept
        pop     %r15
        pop     %r14
        pop     %r13
        pop     %r12
        pop     %rbx
        pop     %rbp
        .endm
/* clang-format on */

#else
#include "cos/vcpu.h"

#define VCPU_AT(member, offset) \
    _Static_assert(__builtin_offsetof(struct cos_vcpu, member) == (offset), #member)
VCPU_AT(masked, VCPU_MASKED);
VCPU_AT(pending, VCPU_PENDING);
VCPU_AT(upcall.rip, VCPU_UPCALL_RIP);
VCPU_AT(upcall.rflags, VCPU_UPCALL_RFLAGS);
VCPU_AT(upcall.rax, VCPU_UPCALL_RAX);
#endif

#endif
