/* SPDX-License-Identifier: GPL-2.0 */
/* Where COS enters this component, and how it calls others. */
#include <linux/init.h>
#include <linux/linkage.h>
#include <cos/upcall_entry.h>

#define STACK_BYTES (4096 << CONFIG_KERNEL_STACK_ORDER)

/* rdi = struct cos_start. The first stack is UML's interrupt stack, which nothing else uses. */
        __INIT
SYM_CODE_START(_start)
        mov $cpu0_irqstack + STACK_BYTES, %rsp
        xor %ebp, %ebp
        call cos_main
SYM_CODE_END(_start)

/*
 * An event interrupted kernel code: everything is as it was there, but for rip, rsp, rflags and
 * rax, which are in the vCPU page, and `masked`, which was 0 and is 1. Goes on there with the event
 * handled. Once `masked` is 0 again the next event may interrupt this very code: it no longer needs
 * the vCPU page then.
 */
        .text
SYM_CODE_START(cos_upcall_entry)
        push_interrupted
        cld
1:      and $-16, %rsp
        call cos_upcall
        movq $0, evm_vcpu + VCPU_MASKED
        cmpq $0, evm_vcpu + VCPU_PENDING
        je 2f
        movq $1, evm_vcpu + VCPU_MASKED         # one more came before the mask was lifted
        jmp 1b
2:      lea -80(%rbp), %rsp
        pop_interrupted
        ret
SYM_CODE_END(cos_upcall_entry)

/* long cos_call(slot, a0, a1, a2, a3, out): the callee destroys all registers but rsp. */
SYM_FUNC_START(cos_call)
        push %rbp
        mov %rsp, %rbp
        push %rbx
        push %r12
        push %r13
        push %r14
        push %r15
        push %rbp
        push %r9
        mov %rdi, %rax
        shl $8, %rax                            # COS_SYSCALL(COS_OP_CALL, slot)
        mov %rsi, %rdi
        mov %rdx, %rsi
        mov %rcx, %rdx
        syscall
        pop %r9
        test %r9, %r9
        jz 1f
        mov %rdi, (%r9)
        mov %rsi, 8(%r9)
1:      pop %rbp
        pop_kept
        RET
SYM_FUNC_END(cos_call)
