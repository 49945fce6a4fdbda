/* SPDX-License-Identifier: GPL-2.0 */
/* UML's, and the requests that Linux's own ptrace() serves with TIF_SYSCALL_EMU (thread_info.h). */
#ifndef COS_ASM_PTRACE_H
#define COS_ASM_PTRACE_H

#include_next <asm/ptrace.h>

#define PTRACE_SYSEMU            31
#define PTRACE_SYSEMU_SINGLESTEP 32

#endif
