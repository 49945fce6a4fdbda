/* SPDX-License-Identifier: BSD-2-Clause */
/* The code of entry stubs; cos/entry.h, which includes this file, says what they do. */
#ifndef COS_STUBS_H
#define COS_STUBS_H

#define COS_STUB_BEGIN(symbol)                                                       \
    ".section .text.entry." #symbol ", \"ax\"\n .globl " #symbol "\n .type " #symbol \
    ", @function\n" #symbol ":\n"

/* On the stack for r10. rbp is 0, which ends backtraces. */
#define COS_STUB_CALL(function) \
    "   mov %r8, %rcx\n"        \
    "   mov %r9, %r8\n"         \
    "   mov %r10, %r9\n"        \
    "   call " #function "\n"   \
    "   mov %rax, %rdi\n"       \
    "   mov %rdx, %rsi\n"       \
    "   xor %edx, %edx\n"

/* clang-format off */
#define COS_STUB_RETURN                                                                            \
    "   mov $" COS_TEXT(COS_OP_RETURN) ", %eax\n"                                                  \
    "   syscall\n"
/* clang-format on */

#define COS_STUB_END(symbol) ".size " #symbol ", . - " #symbol "\n .text\n"

/*
 * callers: address of the word that says which threads have a stack; again: label for a thread that
 * is inside already, with all registers as on entry. rbx holds the thread's id: it is callee-saved,
 * and its value does not matter to the caller.
 */
/* clang-format off */
#define COS_ENTRY_AS(symbol, function, set, callers, again)                                        \
    COS_STUB_FUNCTION(function);                                                                   \
    __asm__(".comm cos_inside, 8 * " COS_TEXT(COS_STACK_SETS) ", 8\n"                              \
            ".weak evm_stacks_" #set "\n .set evm_stacks_" #set ", 1\n" COS_STUB_BEGIN(symbol)     \
            "   mov " callers ", %rax\n"                                                           \
            "   bt %r10, %rax\n"                                                                   \
            "   jnc 2f\n"                                                                          \
            "   bts %r10, cos_inside + 8 * " #set "\n"                                             \
            "   jc " again "\n"                                                                    \
            "   mov %r10, %rbx\n"                                                                  \
            "   imul $" COS_TEXT(COS_STACK_STRIDE) ", %r10, %rsp\n"                                \
            "   add $" COS_TEXT(COS_STACK_LOW(set, 0)) " + 0x1000, %rsp\n"                         \
            COS_STUB_CALL(function)                                                                \
            "   btr %rbx, cos_inside + 8 * " #set "\n" /* the next one to come may be it again */  \
            COS_STUB_RETURN                                                                        \
            "2: mov $-" COS_TEXT(COS_EDENIED) ", %rdi\n"                                           \
            "   jmp 4f\n"                                                                          \
            "3: mov $-" COS_TEXT(COS_EDEPTH) ", %rdi\n"                                            \
            "4: xor %esi, %esi\n"                                                                  \
            "   xor %edx, %edx\n"                                                                  \
            COS_STUB_RETURN COS_STUB_END(symbol))
/* clang-format on */

/* clang-format off */
#define COS_ENTRY_ALONE(symbol, function)                                                          \
    COS_STUB_FUNCTION(function);                                                                   \
    __asm__(".weak evm_stacks_one\n .set evm_stacks_one, 1\n" COS_STUB_BEGIN(symbol)               \
            "   mov $" COS_TEXT(COS_STACK_LOW(0, 0)) " + 0x1000, %esp\n"                           \
            COS_STUB_CALL(function) COS_STUB_RETURN COS_STUB_END(symbol))
/* clang-format on */

#endif
