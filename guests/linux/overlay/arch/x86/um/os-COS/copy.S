/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Long copies and fills by string instructions: Linux would choose them for this processor when it
 * patches its own code, which is shared and read-only here. The linker sends all calls of memcpy
 * and memset to these (--wrap).
 */
#include <linux/linkage.h>

#define LONG_ENOUGH 256

SYM_FUNC_START(__wrap_memcpy)
        cmp $LONG_ENOUGH, %rdx
        jb __memcpy
        mov %rdi, %rax
        mov %rdx, %rcx
        shr $3, %rcx
        rep movsq
        mov %edx, %ecx
        and $7, %ecx
        rep movsb
        RET
SYM_FUNC_END(__wrap_memcpy)

SYM_FUNC_START(__wrap_memset)
        cmp $LONG_ENOUGH, %rdx
        jb __memset
        mov %rdi, %r8
        movzbl %sil, %eax
        movabs $0x0101010101010101, %rcx
        imul %rcx, %rax
        mov %rdx, %rcx
        shr $3, %rcx
        rep stosq
        mov %edx, %ecx
        and $7, %ecx
        rep stosb
        mov %r8, %rax
        RET
SYM_FUNC_END(__wrap_memset)
