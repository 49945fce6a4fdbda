/* SPDX-License-Identifier: GPL-2.0 */
/* UML's, and a flag that makes Linux's own ptrace() know PTRACE_SYSEMU: see cos_system_call(). */
#ifndef COS_ASM_THREAD_INFO_H
#define COS_ASM_THREAD_INFO_H

#include_next <asm/thread_info.h>

#define TIF_SYSCALL_EMU  20
#define _TIF_SYSCALL_EMU (1 << TIF_SYSCALL_EMU)

#endif
