/* SPDX-License-Identifier: BSD-2-Clause */
/* A made-up machine, for compiling only: what kernel/arch/x86_64/machine.h gives the rest of the
 * kernel. A name that is neither here nor in kernel/machine_functions.h is no part of that
 * contract; docs/porting.md lists them. */
#ifndef MACHINE_H
#define MACHINE_H

#include "machine_functions.h"

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
void regs_again(struct regs *r, uint64_t word);
uint64_t regs_ip(const struct regs *r);
void regs_set_ip(struct regs *r, uint64_t ip);
uint64_t regs_sp(const struct regs *r);
bool regs_accept(uint64_t number, uint64_t value);
void regs_interrupted(const struct regs *r, struct cos_upcall *out);
const uint64_t *client_ip(const struct cos_regs *r);
const uint64_t *bases_register(const struct user_bases *b, unsigned number);

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

/* Running threads. */
void debug_enter(const struct cos_vcpu *v);
void debug_leave(void);
void speculation_switch(const struct component *next);

#endif
