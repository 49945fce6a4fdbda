/* SPDX-License-Identifier: BSD-2-Clause */
/* What each target.h includes behind its names: the functions and tables that each machine has. */
#ifndef TARGET_FUNCTIONS_H
#define TARGET_FUNCTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"
#include "room/pieces.h"

/* ---- Objects, libraries ---- */

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

/* ---- QEMU ---- */

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

/* ---- Memory ---- */

/* Returns the memory size above which that machine of QEMU has less memory below 4 GiB. */
uint64_t target_low_most(const char *machine);

/* Returns the layout of `bytes` of memory in that machine. */
struct evm_pieces target_memory(const char *machine, uint64_t bytes);

#endif
