/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every way into and out of the kernel. A component call and its return between components without
 * FPU state take the fast paths here, a client's system call too; everything else saves the
 * registers in the thread and goes to C. The kernel runs with interrupts off on one stack. Its data
 * is reached by absolute address, so no swapgs is needed.
 */
#include "cos/abi.h"
#include "layout.h"
#include "offsets.h"

        /* On each way to user mode: room for VERW, which mitigate.c puts there on CPUs whose
         * buffers leak. It changes only the flags, which are loaded after it. */
        .macro  empty_buffers
1:      .byte   0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0 /* one instruction: nopl
                                                   0(%rax,%rax,1), with 32 bits of 0 */
        .pushsection .rodata.buffers, "a"
        .quad   1b
        .popsection
        .endm

        /* Back from a system call, with 0 in all registers that it keeps, and in one more. */
        .macro  sysret_cleared zero
        xorl    \zero, \zero
        movl    \zero, %ds                       /* FS and GS base are 0 here and stay so */
        movl    \zero, %es
        movl    \zero, %fs
        movl    \zero, %gs
        xorl    %ebx, %ebx
        xorl    %ebp, %ebp
        xorl    %r12d, %r12d
        xorl    %r13d, %r13d
        xorl    %r14d, %r14d
        xorl    %r15d, %r15d
        empty_buffers
        sysretq
        .endm

        .section .rodata.buffers, "a"
        .balign 8
        .globl buffers_sites
buffers_sites:

        .text
        .globl syscall_entry
syscall_entry:
        cmpq    $0, cpu+CPU_CLIENT
        jne     client_syscall
        testb   %al, %al                        /* COS_OP_CALL is 0 */
        jnz     not_call

        /* The gate: r9, r10 are scratch, everything else must survive a detour to the slow path. */
        movq    cpu+CPU_COMPONENT, %r9
        testb   $COS_COMP_FPU, COMP_FLAGS(%r9)
        jnz     caller_has_fpu
call_gate:
        movq    %rax, %r10
        shrq    $(8 + 6), %r10                  /* node of the slot */
        cmpq    $(COS_SLOTS / COS_NODE_SLOTS), %r10
        jae     slow
        movq    COMP_NODES(%r9,%r10,8), %r9
        testq   %r9, %r9
        jz      slow
        movl    %eax, %r10d
        shrl    $2, %r10d                       /* (slot % 64) * 64: eight bits down, six up */
        andl    $((COS_NODE_SLOTS - 1) << 6), %r10d
        addq    %r10, %r9
        cmpb    $COS_CAP_GATE, CAP_TYPE(%r9)
        jne     slow
        movq    CAP_ANCHOR(%r9), %r10
        movq    FRAME_GEN(%r10), %r10
        cmpq    CAP_GEN(%r9), %r10
        jne     slow
        movq    CAP_COMPONENT(%r9), %r10
        testb   $COS_COMP_FPU, COMP_FLAGS(%r10)
        jnz     callee_has_fpu
call_depth:
        movq    cpu+CPU_THREAD, %r10
        movl    T_TOP(%r10), %r10d
        andl    $(COS_PAGE_SIZE - 1), %r10d
        cmpl    $T_CALLS_END, %r10d
        jae     slow                            /* a fault handler's calls may go beyond */

        /* Push the caller, become the callee. */
        movq    cpu+CPU_THREAD, %r12
        movq    T_TOP(%r12), %r13
        addq    $CALL_SIZE, T_TOP(%r12)
        movq    cpu+CPU_COMPONENT, %r14
        movq    %rcx, CALL_IP(%r13)
        movq    %rsp, CALL_SP(%r13)
        movq    %r14, CALL_COMPONENT(%r13)
        movq    COMP_FRAME(%r14), %r14
        movq    %r14, CALL_FRAME(%r13)
        movq    FRAME_LIFE(%r14), %r14
        movq    %r14, CALL_LIFE(%r13)
        movq    CAP_COMPONENT(%r9), %r14
        movq    %r14, cpu+CPU_COMPONENT
        movq    COMP_ROOT(%r14), %rax
        movq    %rax, %cr3
        movq    COMP_USER_FLAGS(%r14), %r11
        movq    CAP_ENTRY(%r9), %rcx
        movq    CAP_TOKEN(%r9), %r9
        movq    T_ID(%r12), %r10
        xorl    %esp, %esp
        sysret_cleared %eax

        /* With initial extended state there is nothing to keep and nothing to hide. */
caller_has_fpu:
        movq    cpu+CPU_THREAD, %r10
        cmpq    $0, T_EXTENDED(%r10)
        je      call_gate
        jmp     slow
callee_has_fpu:
        movq    cpu+CPU_THREAD, %r10
        cmpq    $0, T_EXTENDED(%r10)
        je      call_depth
        jmp     slow

not_call:
        cmpb    $COS_OP_RETURN, %al
        jne     slow
        movq    cpu+CPU_THREAD, %r12
        movq    T_TOP(%r12), %r13
        movq    CALL_IP-CALL_SIZE(%r13), %rcx
        testq   %rcx, %rcx                      /* bottom of the stack, or a fault handler */
        jz      return_slow
        movq    CALL_FRAME-CALL_SIZE(%r13), %r14
        movq    FRAME_LIFE(%r14), %r14
        cmpq    CALL_LIFE-CALL_SIZE(%r13), %r14
        jne     return_slow
        movq    CALL_COMPONENT-CALL_SIZE(%r13), %r14
        movq    cpu+CPU_COMPONENT, %r15
        testb   $(COS_COMP_FPU | COMP_HAS_VCPU), COMP_FLAGS(%r14)
        jnz     return_carefully
        testb   $COS_COMP_FPU, COMP_FLAGS(%r15)
        jnz     return_from_fpu
return_fast:
        movq    CALL_SP-CALL_SIZE(%r13), %rsp
        subq    $CALL_SIZE, T_TOP(%r12)
        movq    %r14, cpu+CPU_COMPONENT
        movq    COMP_ROOT(%r14), %rax
        movq    %rax, %cr3
        movq    COMP_USER_FLAGS(%r14), %r11
        movq    %rdi, %rax
        movq    %rsi, %rdi
        movq    %rdx, %rsi
        xorl    %r8d, %r8d
        xorl    %r9d, %r9d
        xorl    %r10d, %r10d
        sysret_cleared %edx

        /* The fast path, unless there is extended state to restore or to wipe, or an event
         * for the vCPU page. */
return_carefully:
        movq    CALL_FSBASE-CALL_SIZE(%r13), %rax
        orq     CALL_GSBASE-CALL_SIZE(%r13), %rax
        jnz     return_slow
        movq    T_BOUND(%r12), %rax
        testq   %rax, %rax
        jz      return_from_fpu
        cmpq    $0, EP_BITS(%rax)
        jne     return_slow
return_from_fpu:
        cmpq    $0, T_EXTENDED(%r12)
        je      return_fast
return_slow:
        movl    $COS_OP_RETURN, %eax
slow:
        movq    %rsp, cpu+CPU_USER_SP
        movq    cpu+CPU_THREAD, %rsp
        movq    %r15, R_R15(%rsp)
        movq    %r14, R_R14(%rsp)
        movq    %r13, R_R13(%rsp)
        movq    %r12, R_R12(%rsp)
        movq    %rbp, R_RBP(%rsp)
        movq    %rbx, R_RBX(%rsp)
        movq    %rdi, R_ARGS(%rsp)
        movq    %rsi, R_ARGS+8(%rsp)
        movq    %rdx, R_ARGS+16(%rsp)
        movq    %r8, R_ARGS+24(%rsp)
        movq    %r9, R_ARGS+32(%rsp)
        movq    %r10, R_ARGS+40(%rsp)
        movq    %rcx, R_RIP(%rsp)
        movq    %r11, R_RFLAGS(%rsp)
        movq    cpu+CPU_USER_SP, %rcx
        movq    %rcx, R_RSP(%rsp)               /* cs and ss are set since the thread was made */
        movq    %rsp, %rdi
        movq    %rax, %rsi
        leaq    kernel_stack+STACK_SIZE, %rsp
        call    syscall

        /* Continue the running thread, whichever it is now. */
        .globl resume
resume:
        movq    cpu+CPU_THREAD, %rsp
        cmpq    $0, T_FULL(%rsp)
        jne     resume_full
        movq    R_R15(%rsp), %r15
        movq    R_R14(%rsp), %r14
        movq    R_R13(%rsp), %r13
        movq    R_R12(%rsp), %r12
        movq    R_RBP(%rsp), %rbp
        movq    R_RBX(%rsp), %rbx
        movq    R_RFLAGS(%rsp), %r11
        movq    R_RIP(%rsp), %rcx
        movq    R_RAX(%rsp), %rax
        movq    R_ARGS(%rsp), %rdi
        movq    R_ARGS+8(%rsp), %rsi
        movq    R_ARGS+16(%rsp), %rdx
        xorl    %r8d, %r8d
        xorl    %r9d, %r9d
        xorl    %r10d, %r10d
        movq    R_RSP(%rsp), %rsp
        empty_buffers
        sysretq

resume_full:
        cmpq    $RESUME_CLIENT, T_FULL(%rsp)
        je      resume_client
pop_all:
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbp
        popq    %rbx
        popq    %r11
        popq    %rcx
        popq    %rax
        popq    %rdi
        popq    %rsi
        popq    %rdx
        popq    %r8
        popq    %r9
        popq    %r10
        addq    $16, %rsp                       /* vector, error code */
        empty_buffers
        iretq

        /* Enters a client with the registers of the vCPU page. VCPU_ENTER has checked rip, but a
         * device may have changed it since: each word is read once, and rip is made an address
         * at which IRETQ does not fault. */
resume_client:
        movq    T_VCPU(%rsp), %rax
        leaq    kernel_stack+STACK_SIZE, %rsp
        pushq   $SEL_USER_DATA
        pushq   V_RSP(%rax)
        movq    V_RFLAGS(%rax), %rcx
        andl    $USER_FLAGS_FREE, %ecx
        orl     $USER_FLAGS_SET, %ecx
        pushq   %rcx
        pushq   $SEL_USER_CODE
        movq    V_RIP(%rax), %rcx
        shlq    $17, %rcx
        shrq    $17, %rcx
        pushq   %rcx
        movq    V_RBX(%rax), %rbx
        movq    V_RCX(%rax), %rcx
        movq    V_RDX(%rax), %rdx
        movq    V_RSI(%rax), %rsi
        movq    V_RDI(%rax), %rdi
        movq    V_RBP(%rax), %rbp
        movq    V_R8(%rax), %r8
        movq    V_R9(%rax), %r9
        movq    V_R10(%rax), %r10
        movq    V_R11(%rax), %r11
        movq    V_R12(%rax), %r12
        movq    V_R13(%rax), %r13
        movq    V_R14(%rax), %r14
        movq    V_R15(%rax), %r15
        movq    V_RAX(%rax), %rax
        empty_buffers
        iretq

        /* A client's system call: its registers go to the vCPU page, the component goes on
         * after its enter call. */
client_syscall:
        movq    %rsp, cpu+CPU_USER_SP
        movq    cpu+CPU_THREAD, %rsp
        movq    T_VCPU(%rsp), %rsp
        movq    %rax, V_RAX(%rsp)
        movq    %rbx, V_RBX(%rsp)
        movq    %rcx, V_RCX(%rsp)
        movq    %rcx, V_RIP(%rsp)
        movq    %rdx, V_RDX(%rsp)
        movq    %rsi, V_RSI(%rsp)
        movq    %rdi, V_RDI(%rsp)
        movq    %rbp, V_RBP(%rsp)
        movq    %r8, V_R8(%rsp)
        movq    %r9, V_R9(%rsp)
        movq    %r10, V_R10(%rsp)
        movq    %r11, V_R11(%rsp)
        movq    %r11, V_RFLAGS(%rsp)
        movq    %r12, V_R12(%rsp)
        movq    %r13, V_R13(%rsp)
        movq    %r14, V_R14(%rsp)
        movq    %r15, V_R15(%rsp)
        movq    cpu+CPU_USER_SP, %rax
        movq    %rax, V_RSP(%rsp)
        movq    $COS_EXIT_SYSCALL, V_CAUSE(%rsp)
        movq    cpu+CPU_THREAD, %rsp
        movq    $0, T_CLIENT(%rsp)
        movq    $0, cpu+CPU_CLIENT
        cmpq    $0, debug_armed
        jne     client_debug_off
client_left:
        movq    cpu+CPU_COMPONENT, %rax
        movq    COMP_ROOT(%rax), %rax
        movq    %rax, %cr3
        movq    T_RETURN+RET_RBX(%rsp), %rbx
        movq    T_RETURN+RET_RBP(%rsp), %rbp
        movq    T_RETURN+RET_R12(%rsp), %r12
        movq    T_RETURN+RET_R13(%rsp), %r13
        movq    T_RETURN+RET_R14(%rsp), %r14
        movq    T_RETURN+RET_R15(%rsp), %r15
        movq    T_RETURN+RET_RIP(%rsp), %rcx
        movq    T_RETURN+RET_RFLAGS(%rsp), %r11
        movq    T_RETURN+RET_RSP(%rsp), %rsp
        movl    $COS_EXIT_SYSCALL, %eax
        xorl    %edi, %edi
        xorl    %esi, %esi
        xorl    %edx, %edx
        xorl    %r8d, %r8d
        xorl    %r9d, %r9d
        xorl    %r10d, %r10d
        empty_buffers
        sysretq

client_debug_off:
        xorl    %eax, %eax
        movq    %rax, debug_armed
        movq    %rax, %dr7
        jmp     client_left

        /* Exceptions and interrupts: the CPU has switched to the end of the thread's regs. */
        .macro  trap vector
        .balign 16
        .if !(\vector == 8 || (\vector >= 10 && \vector <= 14) || \vector == 17 || \
              \vector == 21 || \vector == 29 || \vector == 30)
        pushq   $0                              /* no error code */
        .endif
        pushq   $\vector
        jmp     trap_common
        .endm

        .balign 16
        .globl trap_stubs
trap_stubs:
        .set    n, 0
        .rept   VECTORS
        trap    n
        .set    n, n + 1
        .endr

trap_common:
        pushq   %r10
        pushq   %r9
        pushq   %r8
        pushq   %rdx
        pushq   %rsi
        pushq   %rdi
        pushq   %rax
        pushq   %rcx
        pushq   %r11
        pushq   %rbx
        pushq   %rbp
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        movq    %rsp, %rdi
        testb   $3, R_CS(%rsp)
        jz      trap_from_kernel
        leaq    kernel_stack+STACK_SIZE, %rsp
        pushq   $2                              /* a user may have set DF, or AC,
                                                   which turns SMAP off */
        popfq
        call    trap
        jmp     resume

trap_from_kernel:                               /* only while it halts the CPU */
        call    trap_in_kernel
        jmp     pop_all

        .globl nmi_stub
nmi_stub:
        iretq

        /* Runs on a stack of its own: the CPU reports a breakpoint on what MOV SS reads one
         * instruction later. If that one enters the kernel, the exception comes at the kernel's
         * first instruction, with any stack pointer, and the stub only returns. */
        .globl debug_stub
debug_stub:
        testb   $3, 8(%rsp)                     /* cs */
        jz      debug_in_kernel
        movq    %rax, cpu+CPU_USER_SP
        movq    %rsp, %rax
        movq    cpu+CPU_THREAD, %rsp
        addq    $R_SIZE, %rsp                   /* as for all other exceptions */
        pushq   32(%rax)
        pushq   24(%rax)
        pushq   16(%rax)
        pushq   8(%rax)
        pushq   (%rax)
        movq    cpu+CPU_USER_SP, %rax
        pushq   $0                              /* no error code */
        pushq   $COS_FAULT_DEBUG
        jmp     trap_common
debug_in_kernel:
        pushq   %rax
        movl    $DR6_CLEAR, %eax
        movq    %rax, %dr6
        popq    %rax
        iretq

        .globl double_fault_stub, machine_check_stub    /* on stacks of their own */
double_fault_stub:
        leaq    double_fault_text(%rip), %rdi
        call    machine_halt
machine_check_stub:
        leaq    machine_check_text(%rip), %rdi
        call    machine_halt

        .section .rodata.buffers, "a"
        .globl buffers_sites_end
buffers_sites_end:

        .section .rodata
        .globl buffers_selector
        .balign 2
buffers_selector:                               /* any data segment will do */
        .short  SEL_KERNEL_DATA
double_fault_text:
        .asciz  "double fault"
machine_check_text:
        .asciz  "machine check: the hardware reports an error"

        .bss
        .balign 16
kernel_stack:
        .skip   STACK_SIZE
