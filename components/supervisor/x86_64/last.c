/* SPDX-License-Identifier: BSD-2-Clause */
#include <cos/entry.h>
#include <evm/image.h>

/* A root component has failed on a thread that has no free stack here. All such threads use this
 * one, and start at its top again, as the system ends. The check of r9, the component's id, keeps
 * all others out. */
/* clang-format off */
__asm__(".bss\n .balign 16\n .skip 2048\nsupervisor_last_stack:\n .text\n"
        ".globl supervisor_last_entry\nsupervisor_last_entry:\n"
        "   cmp $3, %r9\n"
        "   ja 1f\n"
        "   mov $supervisor_last_stack, %esp\n" COS_STUB_CALL(supervisor_last)
        "1: mov $" COS_TEXT(COS_UNWIND) ", %edi\n" COS_STUB_RETURN);
/* clang-format on */
_Static_assert(EVM_SUPERVISOR == 3, "the number above");
