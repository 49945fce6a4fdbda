/* SPDX-License-Identifier: BSD-2-Clause */
/* A made-up machine: what tool/x86_64/target.h gives the rest of the tool. */
#ifndef TARGET_H
#define TARGET_H

#define TARGET_FOLDER            "other_arch"
#define TARGET_NAME              "other"
#define TARGET_QEMU              "qemu-system-other"
#define TARGET_QEMU_PACKAGE      "qemu-system-others"
#define TARGET_MACHINE           "virt"
#define TARGET_OTHER_MACHINE     "board"
#define TARGET_LINE_SLOTS        1
#define TARGET_LOADING           0
#define TARGET_GRUB_UEFI         "/other"
#define TARGET_GRUB_UEFI_PACKAGE "grub-efi-other"
#define TARGET_GRUB_PACKAGES     TARGET_GRUB_UEFI_PACKAGE
#define TARGET_GENERAL           1
#define TARGET_PC                1
#define TARGET_COUNT_WRITES      1
#define TARGET_TIMER_WRITES      1
#define TARGET_ALARM_WRITES      1
#define TARGET_TIMER_OPTIONS     "-timer"
#define TARGET_COUNT_NS          1
#define TARGET_SP                3
#define TARGET_CALL              0
#define TARGET_ARGUMENTS         6
#define TARGET_FAULT_BYTES       1

const char *target_elf_problem(unsigned machine, unsigned class);

#include "target_functions.h"

#endif
