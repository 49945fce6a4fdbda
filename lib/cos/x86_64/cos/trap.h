/* SPDX-License-Identifier: BSD-2-Clause */
/* The instruction for system calls, with its registers (cos/isa.h). */
#ifndef COS_TRAP_H
#define COS_TRAP_H

#include <cos/abi.h>
#include <cos/entry.h>
#include <cos/values.h>
#include <stdint.h>

/* Any operation with up to two arguments: cheaper, since the other registers need not be set. */
COS_INLINE struct cos_values cos_syscall2(unsigned op, uint64_t slot, uint64_t a0, uint64_t a1)
{
    struct cos_values out;

    __asm__ volatile("syscall"
                     : "=a"(out.result), "=D"(out.v0), "=S"(out.v1), "=d"(out.v2)
                     : "a"(COS_SYSCALL(op, slot)), "D"(a0), "S"(a1)
                     : "rcx", "r8", "r9", "r10", "r11", "memory");
    return out;
}

COS_INLINE struct cos_values cos_syscall(unsigned op, uint64_t slot, uint64_t a0, uint64_t a1,
                                         uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5)
{
    struct cos_values out;
    register uint64_t r8 __asm__("r8") = a3;
    register uint64_t r9 __asm__("r9") = a4;
    register uint64_t r10 __asm__("r10") = a5;

    __asm__ volatile("syscall"
                     : "=a"(out.result), "=D"(out.v0), "=S"(out.v1), "=d"(out.v2), "+r"(r8),
                       "+r"(r9), "+r"(r10)
                     : "a"(COS_SYSCALL(op, slot)), "D"(a0), "S"(a1), "d"(a2)
                     : "rcx", "r11", "memory");
    return out;
}

/* Calls through a gate. The callee sees a0 .. a3, the gate's token and this thread's id. */
COS_INLINE struct cos_result cos_call(uint64_t slot, uint64_t a0, uint64_t a1, uint64_t a2,
                                      uint64_t a3)
{
    struct cos_result result;
    register uint64_t r8 __asm__("r8") = a3;

    /* All registers but rsp come back as 0; rbp, as the frame pointer, cannot be declared so. */
    __asm__ volatile("push %%rbp\n\tsyscall\n\tpop %%rbp"
                     : "=a"(result.value), "=D"(result.extra), "+S"(a1), "+d"(a2), "+r"(r8)
                     : "a"(COS_SYSCALL(COS_OP_CALL, slot)), "D"(a0)
                     : "rbx", "rcx", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "memory");
    return result;
}

#endif
