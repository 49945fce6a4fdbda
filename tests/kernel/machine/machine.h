/* SPDX-License-Identifier: BSD-2-Clause */
/* A machine made of C, on which the arch-neutral part of the kernel runs inside a test program. RAM
 * is an arena, the TLB keeps translations until a flush, and time passes only when a test says so.
 * It provides the names of kernel/arch/x86_64/machine.h, with another register file and another
 * page-table format. */
#ifndef MACHINE_H
#define MACHINE_H

#include <setjmp.h>
#include <string.h>

#include "cos/abi.h"
#include "machine_functions.h"

/* ---- What tests see of the machine ---- */

#define HOST_RAM      (2ull << 20) /* bytes of RAM, from physical address 0 */
#define HOST_SAVED    6            /* registers that a system call keeps */
#define HOST_PORTS    16           /* I/O ports that exist */
#define HOST_MSI      0xfee00000   /* where devices write to raise message-signalled lines */
#define HOST_FLAGS_ON 1            /* regs.flags: interrupts are on */

struct host {
    jmp_buf halted;       /* machine_halt() goes here, */
    const char *why;      /* with its reason */
    uint64_t now, armed;  /* clock; when the timer fires */
    uint64_t debug;       /* breakpoints that are on; 0: none */
    bool self;            /* an interrupt sent to itself is pending */
    uint64_t root;        /* the current page table's root */
    unsigned masked;      /* interrupt lines, as bits */
    unsigned written;     /* pages written back from caches */
    unsigned pending_irq; /* line + 1 that fires when interrupts are let in */
    unsigned idle_irq;    /* line + 1 that fires when the CPU is next idle */
    uint64_t fsbase, gsbase;
    uint32_t ports[HOST_PORTS];
};
extern struct host host;

void host_reset(void);
/* Returns the page-table entry that a user access through the current root finds, in the TLB if it
 * is there; 0: none. */
uint64_t host_translate(uint64_t address);
/* Returns whether the TLB holds a translation that the page tables no longer give. */
bool host_tlb_stale(void);
/* Returns the rights (COS_RIGHT_*) in a page-table entry. */
uint64_t host_rights(uint64_t entry);

/* Return the vector register as the running thread finds it (0: initial), and what the component
 * left in it; write it. */
uint64_t host_vector(const struct thread *t);
uint64_t host_vector_of(const struct component *c);
void host_vector_use(struct thread *t);

/* Returns to a client as the entry code does. */
struct regs;
void host_regs_load(struct regs *r, const struct cos_regs *in);

/* ---- Registers ---- */

#define RESUME_CALL   0
#define RESUME_ALL    1
#define RESUME_CLIENT 2

struct regs {
    uint64_t args[6], result, saved[HOST_SAVED], others[2];
    uint64_t ip, sp, flags;
    bool again; /* the thread calls again */
};

struct vcpu_return {
    uint64_t saved[HOST_SAVED], ip, sp, flags;
};

struct user_bases {
    uint64_t fsbase, gsbase;
};

struct fpu_state {
    uint64_t value;
};

static inline uint64_t *regs_args(struct regs *r)
{
    return r->args;
}
static inline void regs_set_result(struct regs *r, int64_t value)
{
    r->result = value;
}
static inline void regs_again(struct regs *r, uint64_t word)
{
    r->result = word;
    r->again = true;
}
static inline uint64_t regs_result(const struct regs *r)
{
    return r->result;
}
static inline uint64_t regs_ip(const struct regs *r)
{
    return r->ip;
}
static inline void regs_set_ip(struct regs *r, uint64_t ip)
{
    r->ip = ip;
}
static inline uint64_t regs_sp(const struct regs *r)
{
    return r->sp;
}
static inline const uint64_t *client_ip(const struct cos_regs *r)
{
    return &r->rip;
}
static inline void regs_interrupted(const struct regs *r, struct cos_upcall *out)
{
    *out = (struct cos_upcall){r->ip, r->sp, r->flags, r->result};
}
static inline const uint64_t *bases_register(const struct user_bases *b, unsigned number)
{
    return number == COS_REG_FSBASE ? &b->fsbase : &b->gsbase;
}
bool regs_accept(uint64_t number, uint64_t value);

/* ---- Memory: entries are the frame's number, with rights and the present bit at the top ---- */

#define PAGETABLE_LEVELS 4
#define DIRECT_SIZE      HOST_RAM
#define PTE_PRESENT      (1ull << 63)
#define PTE_RIGHTS_SHIFT 48

void *direct_map(uint64_t physical);
uint64_t direct_map_address(const void *memory);

static inline void page_zero(void *page)
{
    memset(page, 0, 4096);
}
static inline void memory_copy(void *to, const void *from, size_t bytes)
{
    memcpy(to, from, bytes);
}
static inline unsigned pte_index(uint64_t address, unsigned level)
{
    return address >> (12 + 9 * (level - 1)) & 511;
}
static inline bool pte_present(uint64_t entry)
{
    return entry & PTE_PRESENT;
}
static inline int64_t pte_count(uint64_t entry)
{
    uint64_t rights = entry >> PTE_RIGHTS_SHIFT;
    return ((rights & COS_RIGHT_WRITE) != 0) - ((rights & COS_RIGHT_EXEC) != 0);
}
static inline uint64_t pte_frame(uint64_t entry)
{
    return entry & ((1ull << 40) - 1);
}
static inline uint64_t pte_node(uint64_t frame)
{
    return frame | PTE_PRESENT;
}
static inline unsigned pte_user_entries(unsigned level)
{
    return level == PAGETABLE_LEVELS ? 256 : 512;
}

/* ---- Running threads ---- */

/* This machine does not speculate. */
static inline void speculation_switch(const struct component *next)
{
    (void)next;
}

static inline void debug_enter(const struct cos_vcpu *v)
{
    host.debug = v->debug_control;
}
static inline void debug_leave(void)
{
    host.debug = 0;
}

/* ---- Devices ---- */

#define PORT_LAST 0xffff

#endif
