/* SPDX-License-Identifier: BSD-2-Clause */
/* A made-up machine, for compiling only: what kernel/arch/x86_64/machine.h gives the rest of the
 * kernel. A name that is not here is no part of that contract; docs/porting.md lists them. */
#ifndef MACHINE_H
#define MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cos/vcpu.h"

struct thread;
struct component;
struct frame;
struct call_frame;

#define RESUME_CALL      0
#define RESUME_ALL       1
#define RESUME_CLIENT    2
#define PAGETABLE_LEVELS 3
#define DIRECT_SIZE      0x1000000000
#define PORT_LAST        0

struct regs {
    uint64_t made_up_a[6], made_up_b;
};
struct user_bases {
    uint64_t made_up;
};
struct vcpu_return {
    uint64_t made_up;
};
struct fpu_state {
    uint8_t made_up[512];
};

/* Registers. */
uint64_t *regs_args(struct regs *r);
void regs_set_result(struct regs *r, int64_t value);
uint64_t regs_ip(const struct regs *r);
void regs_set_ip(struct regs *r, uint64_t ip);
uint64_t regs_sp(const struct regs *r);
void regs_start(struct regs *r, uint64_t entry, uint64_t flags);
void regs_call(struct regs *r, uint64_t entry, uint64_t flags, uint64_t token, uint64_t id);
void regs_resume(struct regs *r, uint64_t ip, uint64_t sp, uint64_t flags);
void regs_store(const struct regs *r, struct cos_regs *out);
uint64_t *regs_register(struct regs *r, unsigned number);
bool regs_accept(uint64_t number, uint64_t value);
void regs_write(struct regs *r, unsigned number, uint64_t value);
void regs_complete(struct regs *r);
void regs_keep(const struct regs *r, struct vcpu_return *keep);
void regs_leave_client(struct regs *r, const struct vcpu_return *kept);
void regs_interrupted(const struct regs *r, struct cos_upcall *out);
const uint64_t *client_ip(const struct cos_regs *r);
const uint64_t *bases_register(const struct user_bases *b, unsigned number);
uint64_t machine_user_flags(uint32_t component_flags);

/* Memory. */
void *direct_map(uint64_t physical);
uint64_t direct_map_address(const void *memory);
void page_zero(void *page);
void memory_copy(void *to, const void *from, size_t bytes);
unsigned pte_index(uint64_t address, unsigned level);
bool pte_present(uint64_t entry);
uint64_t pte_count(uint64_t entry);
uint64_t pte_frame(uint64_t entry);
uint64_t pte_node(uint64_t frame);
unsigned pte_user_entries(unsigned level);
uint64_t pte_page(uint64_t frame, uint64_t rights, bool device);
void machine_root_init(uint64_t *root);
void machine_root(uint64_t root);
void machine_forget(const struct frame *root, uint64_t address);
void machine_forget_all(void);
void machine_write_back(const void *page);
bool device_mappable(uint64_t frame);

/* Running threads. */
void machine_thread(struct thread *t);
void machine_interrupt_self(void);
void machine_idle(void);
_Noreturn void machine_halt(const char *why);
uint64_t machine_now(void);
void timer_arm(uint64_t deadline);
void extended_state_leave(struct thread *t);
void extended_state_enter(struct thread *t);
void extended_state_cross(const struct component *to, struct thread *t);
void extended_state_back(const struct call_frame *to, struct thread *t);
void extended_state_client(struct thread *t, const struct frame *client, const struct cos_regs *r);
void extended_state_save_bases(const struct component *c, struct call_frame *f);
void extended_state_bases(struct thread *t, struct cos_regs *out);
void extended_state_set_fsbase(uint64_t base);
void debug_enter(const struct cos_vcpu *v);
void debug_leave(void);
void machine_mitigate(uint32_t wanted, uint32_t *mitigations, uint32_t *exposures);
void speculation_switch(const struct component *next);

/* Devices. */
void machine_irq_mask(unsigned line);
void machine_irq_unmask(unsigned line);
void machine_msi(unsigned line, uint64_t *address, uint64_t *data);
uint64_t machine_port_in(uint16_t port, unsigned width);
void machine_port_out(uint16_t port, unsigned width, uint32_t value);

#endif
