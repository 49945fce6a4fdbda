/* SPDX-License-Identifier: GPL-2.0 */
/*
 * UML's, and what else a program finds in its auxiliary vector: the room that a signal handler's
 * stack must have.
 */
#ifndef COS_ASM_ELF_H
#define COS_ASM_ELF_H

#include_next <asm/elf.h>

/*
 * Core dumps and tracers take registers by register sets (regsets.c): Linux' own architectures say
 * so here and in Kconfig.
 */
#define CORE_DUMP_USE_REGSET
#ifndef CONFIG_HAVE_ARCH_TRACEHOOK
#define CONFIG_HAVE_ARCH_TRACEHOOK 1
#endif

#define AT_MINSIGSTKSZ 51

unsigned long cos_signal_stack_bytes(void);

#undef ARCH_DLINFO
#define ARCH_DLINFO                             \
    NEW_AUX_ENT(AT_SYSINFO_EHDR, um_vdso_addr); \
    NEW_AUX_ENT(AT_MINSIGSTKSZ, cos_signal_stack_bytes())

#endif
