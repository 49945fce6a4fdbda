/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Extended state: x87, SSE and AVX registers, segment selectors, FS and GS base.
 *
 * While the running thread has a state of its own in a component with COS_COMP_FPU, the FPU is on
 * and the registers hold that state. Otherwise the FPU is off and they hold initial values. So they
 * never hold what the running domain may not see, and what another domain puts there never becomes
 * a thread's state; no isolation rests on a trap. The trap of a first use only saves the work of
 * turning the FPU on for components that do not use it. It always comes: while the FPU is off,
 * CR0.TS is set, so that x87, MMX and SSE instructions trap (#NM), and CR4.OSXSAVE is clear, so
 * that XSAVE, XRSTOR and AVX trap (#UD), on real CPUs and on emulators that ignore CR0.TS there.
 *
 * The entry code relies on this: a running thread whose `extended` is 0 has the initial state, and
 * the FPU is off.
 */
#include "cpu.h"
#include "cpu_setup.h"

/* Bits of struct thread.extended: what may differ from the initial state. */
enum { EXTENDED_FPU = 1, EXTENDED_BASES = 2 };

static const struct fpu_state initial = {{
    [0] = 0x7f,
    [1] = 0x03, /* x87 control word, for FXRSTOR */
    [24] = 0x80,
    [25] = 0x1f, /* MXCSR: all exceptions masked */
}};

static bool has_xsave, leaks_pointers;
static uint64_t cr4_off;
static struct thread *held; /* whose state the registers hold; NULL: they are
                               initial, and the FPU is off */

static void cr4_write(uint64_t value)
{
    __asm__ volatile("mov %0, %%cr4" : : "r"(value));
}

static void save(struct fpu_state *s)
{
    if (has_xsave)
        __asm__ volatile("xsave64 %0" : "+m"(*s) : "a"(XCR0_MASK), "d"(0) : "memory");
    else
        __asm__ volatile("fxsave64 %0" : "+m"(*s) : : "memory");
}

/* Some AMD CPUs restore the addresses of the last x87 instruction only with a pending exception. An
 * x87 load of the kernel's own overwrites them. */
static void load(const struct fpu_state *s)
{
    static const uint32_t zero;
    if (leaks_pointers)
        __asm__ volatile("fnclex; emms; fildl %0" : : "m"(zero));
    if (has_xsave)
        __asm__ volatile("xrstor64 %0" : : "m"(*s), "a"(XCR0_MASK), "d"(0) : "memory");
    else
        __asm__ volatile("fxrstor64 %0" : : "m"(*s) : "memory");
}

static void turn_on(void)
{
    __asm__ volatile("clts");
    if (has_xsave)
        cr4_write(cr4_off | CR4_OSXSAVE);
}

/* The registers become initial first: with OSXSAVE clear there is no XRSTOR. */
static void turn_off(void)
{
    load(&initial);
    held = NULL;
    __asm__ volatile("mov %0, %%cr0" : : "r"((uint64_t)(CR0_SET | CR0_TS)));
    if (has_xsave)
        cr4_write(cr4_off);
}

void extended_state_setup(uint64_t cr4, bool xsave, bool avx, bool leaks)
{
    has_xsave = xsave;
    leaks_pointers = leaks;
    cr4_off = cr4;
    turn_on();
    if (xsave)
        __asm__ volatile("xsetbv" : : "c"(0), "a"(avx ? XCR0_MASK : 3), "d"(0));
    turn_off();
}

/* Loads the thread's state into the registers. */
static void take(struct thread *t)
{
    if (held == t)
        return;
    if (held)
        save(&held->fpu);
    else
        turn_on();
    load(&t->fpu);
    held = t;
}

static void give_back(void)
{
    if (!held)
        return;
    save(&held->fpu);
    turn_off();
}

static inline void settle(struct thread *t)
{
    if (t->extended & EXTENDED_FPU && cpu.component->flags & COS_COMP_FPU)
        take(t);
    else
        give_back();
}

static void forget(struct thread *t)
{
    t->extended &= ~(uint64_t)EXTENDED_FPU;
    if (held == t)
        turn_off();
}

/* The state that begins here belongs to the current call and ends with it. */
bool extended_state_use(struct thread *t)
{
    if (held || !(cpu.component->flags & COS_COMP_FPU))
        return false;
    t->extended |= EXTENDED_FPU;
    t->extended_top = t->top;
    turn_on();
    held = t;
    return true;
}

/* ---- Selectors and bases ---- */

/* Selectors are not kept: they are 0 after each crossing. Loading one may make its base 0. */
static inline void data_selectors_clear(void)
{
    __asm__ volatile("mov %0, %%ds; mov %0, %%es" : : "r"(0));
}

static inline void base_selectors_clear(void)
{
    __asm__ volatile("mov %0, %%fs; mov %0, %%gs" : : "r"(0));
}

static inline bool base_selectors_used(void)
{
    uint32_t fs, gs;
    __asm__ volatile("mov %%fs, %0; mov %%gs, %1" : "=r"(fs), "=r"(gs));
    return fs | gs;
}

static uint64_t loaded_fs, loaded_gs; /* users change a base only by loading its selector */

static void bases_write(uint64_t fs, uint64_t gs)
{
    if (fs | loaded_fs)
        msr_write(MSR_FSBASE, fs);
    if (gs | loaded_gs)
        msr_write(MSR_GSBASE, gs);
    loaded_fs = fs;
    loaded_gs = gs;
    cpu.thread->extended = (cpu.thread->extended & EXTENDED_FPU) | (fs | gs ? EXTENDED_BASES : 0);
}

/* Sets the bases of the running thread and clears its selectors. */
static inline void bases_load(uint64_t fs, uint64_t gs)
{
    data_selectors_clear();
    base_selectors_clear();
    if (fs | gs | loaded_fs | loaded_gs)
        bases_write(fs, gs);
}

/* Writing a non-canonical base would fault here; no working program sets one. */
static uint64_t canonical(uint64_t base)
{
    return (int64_t)(base << 16) >> 16 == (int64_t)base ? base : 0;
}

/* In most cases the same client goes on, and nothing is to be written. Equal values alone do not
 * tell: a child of fork has its parent's, and another client may have made a base 0 by loading an
 * empty selector, unnoticed. */
static inline void bases_set(const struct frame *client, uint64_t fs, uint64_t gs)
{
    static const struct frame *last;
    data_selectors_clear();
    if (client == last && fs == loaded_fs && gs == loaded_gs && !base_selectors_used())
        return;
    last = client;
    base_selectors_clear();
    bases_write(canonical(fs), canonical(gs));
}

void extended_state_set_fsbase(uint64_t fs)
{
    bases_load(fs, loaded_gs);
}

/* ---- Crossings ---- */

void extended_state_leave(struct thread *t)
{
    t->bases.fsbase = loaded_fs;
    t->bases.gsbase = loaded_gs;
}

void extended_state_enter(struct thread *t)
{
    bases_load(t->bases.fsbase, t->bases.gsbase);
    settle(t);
}

void extended_state_save_bases(const struct component *c, struct call_frame *f)
{
    if (!(c->flags & COS_COMP_FPU))
        return;
    f->bases.fsbase = loaded_fs;
    f->bases.gsbase = loaded_gs;
}

void extended_state_cross(const struct component *to, struct thread *t)
{
    bases_load(0, 0);
    if (to == cpu.component)
        return;
    if (to->flags & COS_COMP_FPU)
        forget(t);
    else
        give_back();
}

/* A state that began in a call that has ended, by returning or by unwinding past it,
 * is not the caller's. */
void extended_state_back(const struct call_frame *to, struct thread *t)
{
    if (t->extended & EXTENDED_FPU && t->extended_top > t->top)
        forget(t);
    bases_load(to->bases.fsbase, to->bases.gsbase);
    settle(t);
}

/* Programs check by CPUID that XSAVE is on, so it is on from a client's first instruction. */
void extended_state_client(struct thread *t, const struct frame *client, const struct cos_regs *r)
{
    if (cpu.component->flags & COS_COMP_FPU) {
        extended_state_use(t);
        bases_set(client, vcpu_word(&r->fsbase), vcpu_word(&r->gsbase));
    } else {
        bases_load(0, 0);
    }
}

void extended_state_bases(struct thread *t, struct cos_regs *out)
{
    if (t == cpu.thread)
        extended_state_leave(t);
    out->fsbase = t->bases.fsbase;
    out->gsbase = t->bases.gsbase;
}
