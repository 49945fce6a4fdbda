/* SPDX-License-Identifier: BSD-2-Clause */
/* What the kernel needs of a machine: its functions, for all architectures. Each has a machine.h
 * with this, the types, and functions of one line. */
#ifndef MACHINE_FUNCTIONS_H
#define MACHINE_FUNCTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cos/vcpu.h"

struct regs; /* as the entry code saves them */
struct vcpu_return;
struct thread;
struct component;
struct frame;
struct call_frame;

/* Registers. */
void regs_start(struct regs *r, uint64_t entry, uint64_t flags); /* all others 0 */
/* args 0-3 kept, others 0 */
void regs_call(struct regs *r, uint64_t entry, uint64_t flags, uint64_t token, uint64_t id);
void regs_resume(struct regs *r, uint64_t ip, uint64_t sp, uint64_t flags); /* all others kept */
void regs_store(const struct regs *r, struct cos_regs *out); /* all but fsbase and gsbase */
/* COS_REG_*; NULL: a base, see bases_register() */
uint64_t *regs_register(struct regs *r, unsigned number);
void regs_write(struct regs *r, unsigned number, uint64_t value);
void regs_complete(struct regs *r); /* defines all registers after a system call */
void regs_keep(const struct regs *r, struct vcpu_return *keep);
void regs_leave_client(struct regs *r, const struct vcpu_return *kept);
uint64_t machine_user_flags(uint32_t component_flags);

/* Memory. */
uint64_t pte_page(uint64_t frame, uint64_t rights, bool device);
void machine_root_init(uint64_t *root); /* fills in the kernel's part */
void machine_root(uint64_t root);       /* switches to this page table */
/* drops the cached translation if the root is in use */
void machine_forget(const struct frame *root, uint64_t address);
void machine_forget_all(void);
void machine_write_back(const void *page); /* from the caches to memory, for devices that do not
                                              snoop them */
bool device_mappable(uint64_t frame);      /* not the interrupt controllers */

/* Running threads. */
void machine_thread(struct thread *t); /* where interrupts save registers */
void machine_interrupt_self(void);
void machine_idle(void); /* until an interrupt has been handled */
void machine_open(void); /* handles the interrupts that are pending */
_Noreturn void machine_halt(const char *why);
uint64_t machine_now(void);
void timer_arm(uint64_t deadline); /* an interrupt then, perhaps earlier */

/* Extended state: FPU, vector registers, selectors, bases of thread-local variables. */
void extended_state_leave(struct thread *t);
void extended_state_enter(struct thread *t);
void extended_state_cross(const struct component *to, struct thread *t);
void extended_state_back(const struct call_frame *to, struct thread *t);
void extended_state_client(struct thread *t, const struct frame *client, const struct cos_regs *r);
void extended_state_save_bases(const struct component *c, struct call_frame *f);
void extended_state_bases(struct thread *t, struct cos_regs *out);
void extended_state_set_fsbase(uint64_t fsbase); /* which is canonical */

/* Speculation: once at boot, by the image's `mitigations`; results as in struct cos_boot. */
void machine_mitigate(uint32_t wanted, uint32_t *mitigations, uint32_t *exposures);

/* Devices. */
void machine_irq_mask(unsigned line); /* these two not for message-signalled lines */
void machine_irq_unmask(unsigned line);
void machine_msi(unsigned line, uint64_t *address, uint64_t *data); /* the write that raises it */
uint64_t machine_port_in(uint16_t port, unsigned width);
void machine_port_out(uint16_t port, unsigned width, uint32_t value);

#endif
