/* SPDX-License-Identifier: BSD-2-Clause */
/* What each target.h includes behind its names: the functions and tables that each machine has. */
#ifndef TARGET_FUNCTIONS_H
#define TARGET_FUNCTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"
#include "base/elf_file.h"
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

/* Calls `found` for system calls that the code of a Linux program makes, by the names of the C
 * library's functions: those that need a feature of the guest kernel. A call is found if its number
 * is a constant near it. */
void target_system_calls(const uint8_t *code, size_t size,
                         void (*found)(const char *name, void *argument), void *argument);

/* Options of the compiler for code that runs in a VM; NULL ends them. */
extern const char *const target_compile_options[];

/* The same for native components. */
extern const char *const target_native_options[];

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

/* ---- Crash records ---- */

/* Returns the name of register `number` of a record (COS_REG_*). */
const char *target_record_register(uint32_t number);

/* ---- Faults in a running machine, which stands while a debugger looks at it ---- */

/* The CPU, as QEMU's gdbstub tells it. Register n of `general` has the stub's number n. */
struct target_cpu {
    uint64_t general[TARGET_GENERAL];
    uint64_t pc, sp, flags;
    uint64_t root; /* physical address of the page tables */
    bool user;     /* it executes a component, not the kernel */
};

/* Reads the answer to the stub's packet `g`. Returns false if it is none. */
bool target_cpu_read(const char *hex, struct target_cpu *cpu);
extern const char *const target_register_names[TARGET_GENERAL];
/* The numbers of those for a system call's arguments. */
extern const unsigned char target_arguments[TARGET_ARGUMENTS];

/* Where components may access an address. */
struct target_mapping {
    uint64_t physical;
    bool write, execute;
};

/* Reads physical memory. Returns false after an error. */
typedef bool target_read(void *machine, uint64_t physical, void *bytes, size_t size);
/* Walks the page tables. Returns false if components have nothing there, or after an error. */
bool target_walk(uint64_t root, uint64_t address, target_read *read, void *machine,
                 struct target_mapping *mapping);

/* A jump of the kernel's that each interrupt of its timer executes, before anything else does. A
 * debugger can do it for the CPU. */
struct target_tick {
    uint64_t jump, to; /* virtual addresses */
    uint64_t physical; /* of the jump; */
    uint32_t code;     /* the word there, */
    uint32_t aside;    /* and one that leads to `trap` instead, */
    uint64_t trap;     /* where the kernel has no code of its own */
};
/* Returns false if the kernel has none. */
bool target_tick(const struct elf *kernel, struct target_tick *tick);

struct target_write {
    uint64_t physical;
    uint32_t value;
};
/* Timers of the machine, which the system does not use (of QEMU with the options
 * TARGET_TIMER_OPTIONS). The first TARGET_COUNT_WRITES make them count at the physical address
 * target_count, a count each TARGET_COUNT_NS, from 0. The others make one go off each millisecond,
 * too: the machine's time runs ahead to its next timer whenever it stands, if it does not wait for
 * devices. */
extern const struct target_write target_timer[TARGET_TIMER_WRITES];
extern const uint64_t target_count;
/* Sets `writes` to what makes another timer do the write `then` when the count is `count`. */
void target_alarm(uint64_t count, const struct target_write *then,
                  struct target_write writes[TARGET_ALARM_WRITES]);

/* An instruction that faults. */
extern const unsigned char target_fault_code[TARGET_FAULT_BYTES];

/* A jump to itself: at that offset, with that register set to its address, unless it is
 * TARGET_GENERAL. */
struct target_spin {
    size_t offset;
    unsigned general;
};
/* Finds one in code, at or behind an offset. Returns false if there is none. */
bool target_find_spin(const unsigned char *code, size_t size, size_t from,
                      struct target_spin *spin);

/* Finds an instruction for system calls in code, at or behind an offset. Returns false if there is
 * none. */
bool target_find_call(const unsigned char *code, size_t size, size_t from, size_t *offset);

#endif
