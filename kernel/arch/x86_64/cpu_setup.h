/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by the files of this folder: setting up the CPU, its memory management and its interrupt
 * controllers. */
#ifndef CPU_SETUP_H
#define CPU_SETUP_H

#include "boot.h"

#include <stdbool.h>
#include <stdint.h>

struct thread;
struct regs;

#define MSR_APIC_BASE    0x1b
#define MSR_SYSENTER_CS  0x174
#define MSR_SYSENTER_ESP 0x175
#define MSR_SYSENTER_EIP 0x176
#define MSR_PAT          0x277
#define MSR_STAR         0xc0000081
#define MSR_LSTAR        0xc0000082
#define MSR_CSTAR        0xc0000083
#define MSR_SFMASK       0xc0000084
#define MSR_FSBASE       0xc0000100
#define MSR_GSBASE       0xc0000101
#define MSR_KERNEL_GS    0xc0000102
#define MSR_TSC_AUX      0xc0000103

#define CR0_SET     0x80050033 /* PG, AM, WP, NE, ET, MP, PE; and TS while the FPU is off */
#define CR0_TS      (1u << 3)
#define CR4_SET     0x620 /* PAE, OSFXSR, OSXMMEXCPT; and those below that the CPU has */
#define CR4_MCE     (1u << 6)
#define CR4_UMIP    (1u << 11)
#define CR4_OSXSAVE (1u << 18) /* while the FPU is on */
#define CR4_SMEP    (1u << 20)
#define CR4_SMAP    (1u << 21)

uint64_t msr_read(uint32_t msr);
void msr_write(uint32_t msr, uint64_t value);

/* The entry code calls these. */
void machine_boot(uint32_t magic, uint64_t info);
void trap(struct thread *t);
void trap_in_kernel(struct regs *r);

void cpu_setup(void);
/* cr4: without OSXSAVE. leaks_pointers: XRSTOR and FXRSTOR may leave addresses of
 * x87 instructions (AMD). */
void extended_state_setup(uint64_t cr4, bool has_xsave, bool has_avx, bool leaks_pointers);
bool extended_state_use(struct thread *t); /* turns the FPU on for the thread, which has used it;
                                              false: it may not */
uint64_t debug_status(void);               /* returns the bits of DR6 that concern the running
                                              thread, and clears it */
void interrupts_setup(void);               /* masks everything */
void clock_setup(void);                    /* calibrates TSC and timer; after interrupts_setup() */
void timer_expired(void);                  /* the timer has interrupted */
#define MMU_REACH 0x100000000              /* 4 GiB */
void mmu_reach(uint64_t physical);         /* before mmu_setup(): maps the GiB of an address below
                                              MMU_REACH */
void mmu_setup(struct boot_memory *m); /* maps all RAM in the direct map, the kernel's image with
                                          its rights */

extern uint64_t tsc_hz, tsc_calibration; /* ticks per second; ticks that calibration took */

#endif
