/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files of this folder: setting up the CPU, its memory management and its interrupt controllers. */
#ifndef CPU_SETUP_H
#define CPU_SETUP_H

#include <stdbool.h>
#include <stdint.h>

struct thread;
struct regs;

#define MSR_STAR    0xc0000081
#define MSR_LSTAR   0xc0000082
#define MSR_SFMASK  0xc0000084
#define MSR_FSBASE  0xc0000100
#define MSR_GSBASE  0xc0000101

#define CR4_UMIP     (1u << 11)
#define CR4_OSXSAVE  (1u << 18)
#define CR4_SMEP     (1u << 20)
#define CR4_SMAP     (1u << 21)
#define CR0_TS       (1u << 3)

uint64_t msr_read(uint32_t msr);
void msr_write(uint32_t msr, uint64_t value);

/* From the entry code. */
void machine_boot(uint32_t magic, uint64_t info);
void trap(struct thread *t);
void trap_in_kernel(struct regs *r);

void cpu_setup(void);
void extended_state_setup(bool has_xsave, bool has_avx);
void interrupts_setup(void);  /* masks everything, calibrates timer and TSC */
void mmu_setup(uint64_t ram_end, uint64_t (*page)(void)); /* page: physical address of a fresh page */

extern uint64_t tsc_hz, tsc_calibration; /* ticks per second; ticks spent to find out */

#endif
