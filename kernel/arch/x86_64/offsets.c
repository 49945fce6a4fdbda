/* SPDX-License-Identifier: BSD-2-Clause */
/* Compiled to assembly only; the build turns the marked lines into offsets.h for the entry code. */
#include "cpu.h"

#define OFFSET(name, type, member) \
    __asm__ volatile("\n#=" #name " %c0" : : "i"(offsetof(struct type, member)))
#define VALUE(name, value) __asm__ volatile("\n#=" #name " %c0" : : "i"(value))

void offsets_objects(void), offsets_threads(void), offsets_registers(void), offsets_vcpu(void);

void offsets_objects(void)
{
    OFFSET(CPU_THREAD, cpu, thread);
    OFFSET(CPU_COMPONENT, cpu, component);
    OFFSET(CPU_CLIENT, cpu, client);
    OFFSET(CPU_USER_SP, cpu, user_sp);
    OFFSET(COMP_ROOT, component, root);
    OFFSET(COMP_USER_FLAGS, component, user_flags);
    OFFSET(COMP_FRAME, component, frame);
    OFFSET(COMP_FLAGS, component, flags);
    OFFSET(COMP_NODES, component, nodes);
    OFFSET(CAP_TYPE, cap, type);
    OFFSET(CAP_COMPONENT, cap, component);
    OFFSET(CAP_ANCHOR, cap, anchor);
    OFFSET(CAP_GEN, cap, gen);
    OFFSET(CAP_ENTRY, cap, entry);
    OFFSET(CAP_TOKEN, cap, token);
    OFFSET(FRAME_GEN, frame, gen);
    OFFSET(FRAME_LIFE, frame, life);
    OFFSET(EP_BITS, endpoint, bits);
    VALUE(COMP_HAS_VCPU, COMP_VCPU);
}

void offsets_threads(void)
{
    OFFSET(T_FULL, thread, full);
    OFFSET(T_TOP, thread, top);
    OFFSET(T_ID, thread, id);
    OFFSET(T_CLIENT, thread, client);
    OFFSET(T_VCPU, thread, vcpu);
    OFFSET(T_BOUND, thread, bound);
    OFFSET(T_EXTENDED, thread, extended);
    OFFSET(T_CALLS_END, thread, calls[COS_CALL_DEPTH + 1]);
    OFFSET(T_RETURN, thread, vcpu_return);
    OFFSET(RET_RBX, vcpu_return, rbx);
    OFFSET(RET_RBP, vcpu_return, rbp);
    OFFSET(RET_R12, vcpu_return, r12);
    OFFSET(RET_R13, vcpu_return, r13);
    OFFSET(RET_R14, vcpu_return, r14);
    OFFSET(RET_R15, vcpu_return, r15);
    OFFSET(RET_RIP, vcpu_return, rip);
    OFFSET(RET_RSP, vcpu_return, rsp);
    OFFSET(RET_RFLAGS, vcpu_return, rflags);
    VALUE(CALL_SIZE, sizeof(struct call_frame));
    OFFSET(CALL_IP, call_frame, ip);
    OFFSET(CALL_SP, call_frame, sp);
    OFFSET(CALL_COMPONENT, call_frame, component);
    OFFSET(CALL_FRAME, call_frame, frame);
    OFFSET(CALL_LIFE, call_frame, life);
    OFFSET(CALL_FSBASE, call_frame, bases.fsbase);
    OFFSET(CALL_GSBASE, call_frame, bases.gsbase);
}

void offsets_registers(void)
{
    OFFSET(R_R15, regs, r15);
    OFFSET(R_R14, regs, r14);
    OFFSET(R_R13, regs, r13);
    OFFSET(R_R12, regs, r12);
    OFFSET(R_RBP, regs, rbp);
    OFFSET(R_RBX, regs, rbx);
    OFFSET(R_RAX, regs, rax);
    OFFSET(R_ARGS, regs, args);
    OFFSET(R_RIP, regs, rip);
    OFFSET(R_CS, regs, cs);
    OFFSET(R_RFLAGS, regs, rflags);
    OFFSET(R_RSP, regs, rsp);
    VALUE(R_SIZE, sizeof(struct regs));
}

void offsets_vcpu(void)
{
    OFFSET(V_RAX, cos_vcpu, client.rax);
    OFFSET(V_RBX, cos_vcpu, client.rbx);
    OFFSET(V_RCX, cos_vcpu, client.rcx);
    OFFSET(V_RDX, cos_vcpu, client.rdx);
    OFFSET(V_RSI, cos_vcpu, client.rsi);
    OFFSET(V_RDI, cos_vcpu, client.rdi);
    OFFSET(V_RBP, cos_vcpu, client.rbp);
    OFFSET(V_RSP, cos_vcpu, client.rsp);
    OFFSET(V_R8, cos_vcpu, client.r8);
    OFFSET(V_R9, cos_vcpu, client.r9);
    OFFSET(V_R10, cos_vcpu, client.r10);
    OFFSET(V_R11, cos_vcpu, client.r11);
    OFFSET(V_R12, cos_vcpu, client.r12);
    OFFSET(V_R13, cos_vcpu, client.r13);
    OFFSET(V_R14, cos_vcpu, client.r14);
    OFFSET(V_R15, cos_vcpu, client.r15);
    OFFSET(V_RIP, cos_vcpu, client.rip);
    OFFSET(V_RFLAGS, cos_vcpu, client.rflags);
    OFFSET(V_CAUSE, cos_vcpu, cause);
}
