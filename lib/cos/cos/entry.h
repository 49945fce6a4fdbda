/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry stubs: how a component offers its functions to component calls.
 *
 * COS_POOL(pool, count, shift): `count` (1 .. 63) stacks of 1 << shift bytes for callers. Put it before its entries, in
 *     the same file. Which stacks are free is one word of bits; each change of it is a single instruction, so a thread
 *     may be preempted anywhere, and another one enter, without a lock. (One core; more cores need `lock` prefixes.)
 * COS_ENTRY(symbol, function, pool): defines `symbol`, the entry for a gate, which runs
 *     struct cos_result function(a0, a1, a2, a3, token, thread)
 *     on a stack of the pool and returns its two results to the caller. With all stacks in use the caller gets
 *     -COS_EAGAIN without the function being called.
 * COS_STACK(bytes): the size of the first thread's stack, instead of 8 KiB.
 */
#ifndef COS_ENTRY_H
#define COS_ENTRY_H

#include <cos/abi.h>
#include <stdint.h>

/* What a component call returns: first result (0 or positive, or a negative COS_E*) and a second one. */
struct cos_result {
    int64_t value;
    uint64_t extra;
};

#define COS_TEXT_(x) #x
#define COS_TEXT(x) COS_TEXT_(x)

#define COS_STACK(bytes)                                                                                               \
    __asm__(".bss\n .balign 16\n .skip " COS_TEXT(bytes) "\n .globl cos_stack_top\n cos_stack_top:\n .text\n")

#define COS_POOL(pool, count, shift)                                                                                   \
    __asm__(".bss\n .balign 16\n" #pool "_stacks: .skip (" COS_TEXT(count) ") << (" COS_TEXT(shift) ")\n"              \
            ".data\n .balign 8\n" #pool "_free: .quad (1 << (" COS_TEXT(count) ")) - 1\n"                              \
            ".set " #pool "_shift, " COS_TEXT(shift) "\n"                                                              \
            ".set " #pool "_tops, " #pool "_stacks + (1 << (" COS_TEXT(shift) "))\n .text\n")

/* rbx holds the index of the stack: callee-saved, and of no meaning to the caller. rbp is 0, which ends backtraces. */
#define COS_ENTRY(symbol, function, pool)                                                                              \
    struct cos_result function(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token, uint64_t thread);   \
    __asm__(".section .text.entry." #symbol ", \"ax\"\n .globl " #symbol "\n .type " #symbol ", @function\n"           \
            #symbol ":\n"                                                                                             \
            "1: bsf " #pool "_free, %rbx\n"                                                                            \
            "   jz 2f\n"                                                                                               \
            "   btr %rbx, " #pool "_free\n"                                                                            \
            "   jnc 1b\n" /* somebody else took it in between */                                                       \
            "   mov %rbx, %rsp\n"                                                                                      \
            "   shl $" #pool "_shift, %rsp\n"                                                                          \
            "   add $" #pool "_tops, %rsp\n"                                                                           \
            "   mov %r8, %rcx\n"                                                                                       \
            "   mov %r9, %r8\n"                                                                                        \
            "   mov %r10, %r9\n"                                                                                       \
            "   call " #function "\n"                                                                                  \
            "   mov %rax, %rdi\n"                                                                                      \
            "   mov %rdx, %rsi\n"                                                                                      \
            "   xor %edx, %edx\n"                                                                                      \
            "   bts %rbx, " #pool "_free\n" /* from here on the stack may be another thread's */                       \
            "   mov $" COS_TEXT(COS_OP_RETURN) ", %eax\n"                                                              \
            "   syscall\n"                                                                                             \
            "2: mov $-" COS_TEXT(COS_EAGAIN) ", %rdi\n"                                                                \
            "   xor %esi, %esi\n"                                                                                      \
            "   xor %edx, %edx\n"                                                                                      \
            "   mov $" COS_TEXT(COS_OP_RETURN) ", %eax\n"                                                              \
            "   syscall\n"                                                                                             \
            ".size " #symbol ", . - " #symbol "\n .text\n")

#endif
