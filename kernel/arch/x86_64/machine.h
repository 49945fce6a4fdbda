/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel needs of a machine, for x86-64. Another architecture provides the same names in a
 * folder of its own; the include path chooses.
 */
#ifndef MACHINE_H
#define MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cos/vcpu.h"
#include "layout.h"

struct thread;
struct component;
struct frame;
struct call_frame;

/* ---- Registers ---- */

/* As the entry code pushes them: `args` are rdi, rsi, rdx, r8, r9, r10; rip and
 * below come from the CPU. */
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

void regs_start(struct regs *r, uint64_t entry, uint64_t flags); /* all others 0 */
/* args 0-3 kept, others 0 */
void regs_call(struct regs *r, uint64_t entry, uint64_t flags, uint64_t token, uint64_t id);
void regs_resume(struct regs *r, uint64_t ip, uint64_t sp, uint64_t flags); /* all others kept */
/* all but fsbase and gsbase */
void regs_store(const struct regs *r, struct cos_regs *out);
/* COS_REG_*; NULL: a base, see bases_register() */
uint64_t *regs_register(struct regs *r, unsigned number);
/* whether a fault handler may write that value; of the flags it changes only those of the user */
static inline bool regs_accept(uint64_t number, uint64_t value)
{
    return number < COS_REG_FSBASE && (number != COS_REG_RIP || value < COS_USER_TOP);
}
void regs_write(struct regs *r, unsigned number, uint64_t value);
/* defines all registers after a system call */
void regs_complete(struct regs *r);
void regs_keep(const struct regs *r, struct vcpu_return *keep);
void regs_leave_client(struct regs *r, const struct vcpu_return *kept);
uint64_t machine_user_flags(uint32_t component_flags);

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
/* A mapping's share in a frame's count: the lower half counts writable ones, the upper
 * half executable ones. */
static inline uint64_t pte_count(uint64_t entry)
{
    return (entry >> 1 & 1) | (~entry >> 63) << 32;
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
uint64_t pte_page(uint64_t frame, uint64_t rights, bool device);

void machine_root_init(uint64_t *root); /* fills in the kernel's part */
void machine_root(uint64_t root);       /* switches to this page table */
/* drops the cached translation if the root is in use */
void machine_forget(const struct frame *root, uint64_t address);
void machine_forget_all(void);
void machine_write_back(const void *page); /* from the caches to memory, for devices that do not
                                              snoop them */
bool device_mappable(uint64_t frame);      /* not the interrupt controllers */

/* ---- Running threads ---- */

void machine_thread(struct thread *t); /* where interrupts save registers */
void machine_interrupt_self(void);
void machine_idle(void); /* until an interrupt has been handled */
_Noreturn void machine_halt(const char *why);
uint64_t machine_now(void);
void timer_arm(uint64_t deadline); /* an interrupt then, perhaps earlier */

/* Extended state: FPU, vector registers, selectors, FS and GS base (extended.c). */
void extended_state_leave(struct thread *t);
void extended_state_enter(struct thread *t);
void extended_state_cross(const struct component *to, struct thread *t);
void extended_state_back(const struct call_frame *to, struct thread *t);
void extended_state_client(struct thread *t, const struct frame *client, const struct cos_regs *r);
void extended_state_save_bases(const struct component *c, struct call_frame *f);
void extended_state_bases(struct thread *t, struct cos_regs *out);
void extended_state_set_fsbase(uint64_t fsbase); /* which is canonical */

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

/* Speculation (speculation.h): once at boot, by the image's `mitigations`; results
 * as in struct cos_boot. */
void machine_mitigate(uint32_t wanted, uint32_t *mitigations, uint32_t *exposures);
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

void machine_irq_mask(unsigned line); /* these two not for message-signalled lines */
void machine_irq_unmask(unsigned line);
void machine_msi(unsigned line, uint64_t *address, uint64_t *data); /* the write that raises it */
uint64_t machine_port_in(uint16_t port, unsigned width);
void machine_port_out(uint16_t port, unsigned width, uint32_t value);

#endif
