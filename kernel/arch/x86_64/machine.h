/* SPDX-License-Identifier: BSD-2-Clause */
/* What the kernel needs of a machine, for x86-64. Another architecture provides the same names in a
 * folder of its own; the include path chooses. */
#ifndef MACHINE_H
#define MACHINE_H

#include "layout.h"
#include "machine_functions.h"

/* ---- Registers ---- */

/* As the entry code pushes them: `args` are rdi, rsi, rdx, r8, r9, r10; the CPU pushes rip
 * and what follows. */
struct regs {
    uint64_t r15, r14, r13, r12, rbp, rbx, r11, rcx, rax, args[6];
    uint64_t vector, error;
    uint64_t rip, cs, rflags, rsp, ss;
};

/* Registers that do not cross calls and are kept for each call: the bases of thread-local
 * variables. */
struct user_bases {
    uint64_t fsbase, gsbase;
};

/* Where a component goes on after a vCPU entry: the registers that a system call keeps. */
struct vcpu_return {
    uint64_t rbx, rbp, r12, r13, r14, r15, rip, rsp, rflags;
};

struct fpu_state {
    uint8_t area[FPU_AREA];
} __attribute__((aligned(64)));

static inline uint64_t *regs_args(struct regs *r)
{
    return r->args;
}
static inline void regs_set_result(struct regs *r, int64_t value)
{
    r->rax = value;
}
static inline uint64_t regs_result(const struct regs *r)
{
    return r->rax;
}
/* Goes back to the system call of that word; arguments 0-2 are kept. */
static inline void regs_again(struct regs *r, uint64_t word)
{
    r->rax = word;
    r->rip -= 2;
}
static inline uint64_t regs_ip(const struct regs *r)
{
    return r->rip;
}
static inline void regs_set_ip(struct regs *r, uint64_t ip)
{
    r->rip = ip;
}
static inline uint64_t regs_sp(const struct regs *r)
{
    return r->rsp;
}
/* Where a client goes on. */
static inline const uint64_t *client_ip(const struct cos_regs *r)
{
    return &r->rip;
}
/* Where an upcall interrupts. */
static inline void regs_interrupted(const struct regs *r, struct cos_upcall *out)
{
    *out = (struct cos_upcall){r->rip, r->rsp, r->rflags, r->rax};
}
static inline const uint64_t *bases_register(const struct user_bases *b, unsigned number)
{
    return number == COS_REG_FSBASE ? &b->fsbase : &b->gsbase;
}
/* whether a fault handler may write that value; of the flags it changes only those of the user */
static inline bool regs_accept(uint64_t number, uint64_t value)
{
    return number < COS_REG_FSBASE && (number != COS_REG_RIP || value < COS_USER_TOP);
}

/* ---- Memory ---- */

#define PAGETABLE_LEVELS 4

static inline void *direct_map(uint64_t physical) /* RAM only */
{
    return (void *)(DIRECT_BASE + physical);
}
static inline uint64_t direct_map_address(const void *memory)
{
    return (uint64_t)memory - DIRECT_BASE;
}

static inline void page_zero(void *page)
{
    uint64_t count = 512;
    __asm__ volatile("rep stosq" : "+D"(page), "+c"(count) : "a"(0) : "memory");
}
static inline void memory_copy(void *to, const void *from, size_t bytes)
{
    __builtin_memcpy(to, from, bytes);
}

static inline unsigned pte_index(uint64_t address, unsigned level)
{
    return address >> (12 + 9 * (level - 1)) & 511;
}
static inline bool pte_present(uint64_t entry)
{
    return entry & 1;
}
/* A mapping's share in a frame's count: 1 if writable, -1 if executable. */
static inline int64_t pte_count(uint64_t entry)
{
    return (int64_t)(entry >> 1 & 1) + (int64_t)(entry >> 63) - 1;
}
static inline uint64_t pte_frame(uint64_t entry)
{
    return (entry & 0x000ffffffffff000) >> 12;
}
static inline uint64_t pte_node(uint64_t frame)
{
    return frame << 12 | PTE_PRESENT | PTE_WRITE | PTE_USER;
}
static inline unsigned pte_user_entries(unsigned level)
{
    return level == PAGETABLE_LEVELS ? 256 : 512;
}

/* Debug registers: those of the vCPU page, while its client runs; off while anything
 * else does (debug.c). */
extern uint64_t debug_armed; /* 0: they are off */
void debug_load(const struct cos_vcpu *v);
void debug_off(void);
static inline void debug_enter(const struct cos_vcpu *v)
{
    if (__atomic_load_n(&v->debug_control, __ATOMIC_RELAXED))
        debug_load(v);
}
static inline void debug_leave(void)
{
    if (debug_armed)
        debug_off();
}

extern bool speculation_barrier;
void speculation_separate(const struct component *next);
/* Before a component's thread goes on: drops what other components have taught the CPU about
 * branches. */
static inline void speculation_switch(const struct component *next)
{
    if (speculation_barrier)
        speculation_separate(next);
}

/* ---- Devices ---- */

#define PORT_LAST 0xffff /* of all I/O ports */

#endif
