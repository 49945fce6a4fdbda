/* SPDX-License-Identifier: GPL-2.0 */
/* UML's; and tracers are served register sets and system call information: see elf.h here. */
#ifndef COS_ASM_SYSCALL_H
#define COS_ASM_SYSCALL_H

#include_next <asm/syscall.h>

#ifndef CONFIG_HAVE_ARCH_TRACEHOOK
#define CONFIG_HAVE_ARCH_TRACEHOOK 1
#endif

#endif
