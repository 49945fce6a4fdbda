/* SPDX-License-Identifier: BSD-2-Clause */
/* What the tool knows of the machine that systems run on: here x86-64. tool/meson.build chooses the
 * folder; the rest of the tool names no machine. */
#ifndef TARGET_H
#define TARGET_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"
#include "room/pieces.h"

#define TARGET_FOLDER "x86_64" /* name of the folders that hold code for this machine */
#define TARGET_NAME   "x86-64" /* in messages */

/* ---- Programs, objects, libraries: programs.c ---- */

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

enum target_relocation {
    TARGET_UNLINKABLE, /* no static link at a fixed address in the low 2 GiB resolves it */
    TARGET_LINKABLE,   /* it does; */
    TARGET_POSITION_INDEPENDENT, /* but only position-independent code has it */
};
enum target_relocation target_relocation(unsigned type);

/* Returns the constant, 1 to `most`, that the code before a call loads as its first argument; 0: it
 * finds none. The address in the call is at code[offset]. */
uint32_t target_first_argument(const unsigned char *code, size_t offset, uint32_t most);

/* Options of the compiler for code that runs in a VM; NULL ends them. */
extern const char *const target_compile_options[];

/* Folders in which Linux' loader looks for libraries; NULL ends them. */
extern const char *const target_library_folders[];

/* ---- QEMU: qemu.c ---- */

#define TARGET_QEMU          "qemu-system-x86_64"
#define TARGET_QEMU_PACKAGE  "qemu-system-x86"
#define TARGET_MACHINE       "q35" /* of QEMU: the usual one, which has an IOMMU; */
#define TARGET_OTHER_MACHINE "pc"  /* and another one, which has none */
#define TARGET_LINE_SLOTS    2
/* PCI slots whose interrupt lines are different */
extern const char *const target_line_slots[TARGET_LINE_SLOTS];

/* Adds options: CPU, machine, and the devices by which a system says how it ends (the second one on
 * the character device `verdict`). An IOMMU comes before the devices behind it. */
void target_qemu_options(struct strings *command, const char *machine, bool kvm, bool iommu,
                         const char *verdict);

/* Returns true if this CPU can run guests in hardware. */
bool target_can_virtualize(void);

/* A guest of a few bytes that ends QEMU, if it runs with these options, with that exit status. */
#define TARGET_PROBE_OPTIONS 2
extern const char *const target_probe_options[TARGET_PROBE_OPTIONS];
extern const int target_probe_status;
void target_probe_guest(struct buffer *guest);

/* ---- Memory: memory.c ---- */

/* bytes behind the image that firmware uses while it loads the image, less those that it keeps */
#define TARGET_LOADING 0x4f000

/* Returns the memory size above which that machine of QEMU has less memory below 4 GiB. */
uint64_t target_low_most(const char *machine);

/* Returns the layout of `bytes` of memory in that machine. */
struct evm_pieces target_memory(const char *machine, uint64_t bytes);

/* ---- GRUB ---- */

/* without this folder grub-mkrescue makes an image for BIOS only, and says nothing */
#define TARGET_GRUB_UEFI         "/usr/lib/grub/x86_64-efi"
#define TARGET_GRUB_UEFI_PACKAGE "grub-efi-amd64-bin"
#define TARGET_GRUB_PACKAGES     "grub-pc-bin, " TARGET_GRUB_UEFI_PACKAGE

#endif
