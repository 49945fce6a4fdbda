/* SPDX-License-Identifier: BSD-2-Clause */
/* A made-up machine: what tool/x86_64/target.h gives the rest of the tool. */
#ifndef TARGET_H
#define TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"
#include "room/pieces.h"

#define TARGET_FOLDER            "other_arch"
#define TARGET_NAME              "other"
#define TARGET_QEMU              "qemu-system-other"
#define TARGET_QEMU_PACKAGE      "qemu-system-others"
#define TARGET_MACHINE           "virt"
#define TARGET_OTHER_MACHINE     "board"
#define TARGET_LINE_SLOTS        1
#define TARGET_PROBE_OPTIONS     2
#define TARGET_LOADING           0
#define TARGET_GRUB_UEFI         "/other"
#define TARGET_GRUB_UEFI_PACKAGE "grub-efi-other"
#define TARGET_GRUB_PACKAGES     TARGET_GRUB_UEFI_PACKAGE

enum target_relocation { TARGET_UNLINKABLE, TARGET_LINKABLE, TARGET_POSITION_INDEPENDENT };

extern const char *const target_compile_options[];
extern const char *const target_library_folders[];
extern const char *const target_line_slots[TARGET_LINE_SLOTS];
extern const char *const target_probe_options[TARGET_PROBE_OPTIONS];
extern const int target_probe_status;

const char *target_elf_problem(unsigned machine, unsigned class);
enum target_relocation target_relocation(unsigned type);
uint32_t target_first_argument(const unsigned char *code, size_t offset, uint32_t most);
void target_qemu_options(struct strings *command, const char *machine, bool kvm, bool iommu,
                         const char *verdict);
bool target_can_virtualize(void);
void target_probe_guest(struct buffer *guest);
uint64_t target_low_most(const char *machine);
struct evm_pieces target_memory(const char *machine, uint64_t bytes);

#endif
