/* SPDX-License-Identifier: BSD-2-Clause */
/* What the tool knows of the machine that systems run on: here x86-64. tool/meson.build chooses the
 * folder; the rest of the tool names no machine. */
#ifndef TARGET_H
#define TARGET_H

#include <elf.h>
#include <stddef.h>

#define TARGET_FOLDER "x86_64" /* name of the folders that hold code for this machine */
#define TARGET_NAME   "x86-64" /* in messages */

#define TARGET_QEMU          "qemu-system-x86_64"
#define TARGET_QEMU_PACKAGE  "qemu-system-x86"
#define TARGET_MACHINE       "q35" /* of QEMU: the usual one, which has an IOMMU; */
#define TARGET_OTHER_MACHINE "pc"  /* and another one, which has none */
#define TARGET_LINE_SLOTS    2

/* bytes behind the image that firmware uses while it loads the image, less those that it keeps */
#define TARGET_LOADING 0x4f000

#define TARGET_GENERAL       16 /* general registers */
#define TARGET_PC            16 /* number of the program counter for QEMU's gdbstub */
#define TARGET_SP            7  /* number of the stack pointer, a general register */
#define TARGET_CALL          0  /* of the register for a system call's operation and slot; */
#define TARGET_ARGUMENTS     6  /* and so many for its arguments: target_arguments */
#define TARGET_COUNT_WRITES  1  /* of target_timer */
#define TARGET_TIMER_WRITES  3
#define TARGET_ALARM_WRITES  5
#define TARGET_TIMER_OPTIONS "-global", "hpet.msi=on"
#define TARGET_COUNT_NS      10
#define TARGET_FAULT_BYTES   2 /* of target_fault_code */

/* without this folder grub-mkrescue makes an image for BIOS only, and says nothing */
#define TARGET_GRUB_UEFI         "/usr/lib/grub/x86_64-efi"
#define TARGET_GRUB_UEFI_PACKAGE "grub-efi-amd64-bin"
#define TARGET_GRUB_PACKAGES     "grub-pc-bin, " TARGET_GRUB_UEFI_PACKAGE

/* Returns what is wrong with an ELF file of that e_machine and that class; NULL: it is for this
 * machine. It stands here since base/ uses it, and the files of this folder use base/. */
static inline const char *target_elf_problem(unsigned machine, unsigned class)
{
    if (machine == EM_X86_64 && class == ELFCLASS64)
        return NULL;
    if (machine == EM_X86_64)
        return "is a 32-bit (x32) ELF file";
    if (machine == EM_386)
        return "is a 32-bit (i386) ELF file";
    return "is an ELF file for another machine";
}

#include "target_functions.h"

#endif
