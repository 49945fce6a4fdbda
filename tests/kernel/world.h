/* SPDX-License-Identifier: BSD-2-Clause */
/* A booted kernel on the host machine, and user mode as seen by a test: system
 * calls, faults, interrupts. */
#ifndef WORLD_H
#define WORLD_H

#include "cos/boot.h"
#include "cpu.h"
#include "ops.h"
#include "pagetable.h"

#define WORLD_ENTRY 0x400000          /* entry of the first component */
#define WORLD_RAM   COS_BOOT_SLOT_RAM /* slot of the one region of free RAM */
#define WORLD_FREE  COS_BOOT_SLOT_FREE

extern uint64_t world_ram; /* first page frame of WORLD_RAM */

/* Boots afresh: the first component runs, as the kernel starts it. WORLD_RAM is all the RAM that
 * boot left free. */
void world_boot(void);

/* Returns whether the kernel boots from an image whose header has lost that bit. */
bool world_boots_without(uint64_t bit);

/* Returns whether it boots on a machine with that memory, in which the kernel and the image are as
 * usual: 64 KiB from 0x10000 on, and two pages behind that. */
#define WORLD_KERNEL_START 0x10000
#define WORLD_IMAGE_START  0x20000
#define WORLD_IMAGE_END    0x22000
bool world_boots_on(const struct evm_pieces *ram);

struct values {
    int64_t result;
    uint64_t v[3];
};

/* Makes one system call of the running thread, with up to six arguments. Returns what the thread
 * that runs then (perhaps another one) sees; if the kernel halts, INT64_MIN. */
#define SYS(op, slot, ...) \
    world_syscall(COS_SYSCALL((uint64_t)(op), (uint64_t)(slot)), (const uint64_t[6]){__VA_ARGS__})
#define RESULT(op, slot, ...) (SYS(op, slot, __VA_ARGS__).result)
struct values world_syscall(uint64_t word, const uint64_t args[6]);
struct values world_values(void);
/* In how many parts the kernel has done the last one: between them interrupts come in. */
extern unsigned world_parts;
/* Returns why the kernel has halted (or that a stale translation is left), NULL if all is well;
 * resets it. */
const char *world_halted(void);

/* Inject a fault of the running code; a system call of client code; time that passes; an interrupt
 * line that fires. */
void world_fault(uint64_t cause, uint64_t address, uint64_t code);
void world_client_syscall(void);
void world_time(uint64_t ticks);
void world_irq(unsigned line);

/* Returns the capability in a slot of the running component, NULL if none is valid. */
const struct cap *world_cap(uint64_t slot);
/* Returns whether a thread that does not run is in a living component other than its own, or was
 * called from one. */
bool world_abroad(const struct thread *t);
/* Returns what is wrong with the kernel's data, NULL: nothing. */
const char *world_inconsistent(void);

#endif
