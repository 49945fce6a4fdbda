/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Extended state: x87, SSE and AVX registers, FS and GS base. Only components with COS_COMP_FPU have it; in all others
 * the FPU is off (CR0.TS), so that crossing into them costs nothing and they can see nothing. It is off in the former
 * too until they use it, which traps: whoever does not use it calls and is called as cheaply as the others. The
 * registers stay with their thread until another one needs them. A call from one such component into another wipes them
 * both ways; a call or fault of a component that it handles itself leaves them alone.
 *
 * The entry code relies on this: a running thread whose `extended` is 0 has the initial state, and the FPU is off.
 */
#include "cpu.h"
#include "cpu_setup.h"

/* struct thread.extended: what of it may not be initial. */
enum { EXTENDED_FPU = 1, EXTENDED_BASES = 2 };

static bool has_xsave;
static bool on = true; /* CR0.TS is clear */

void extended_state_setup(bool xsave, bool avx)
{
    has_xsave = xsave;
    if (xsave)
        __asm__ volatile("xsetbv" : : "c"(0), "a"(avx ? XCR0_MASK : 3), "d"(0));
}

void fpu_state_init(struct fpu_state *s)
{
    *s = (struct fpu_state){{0}};
    *(uint16_t *)&s->area[0] = 0x37f;   /* x87 control word, for FXRSTOR */
    *(uint32_t *)&s->area[24] = 0x1f80; /* MXCSR: all exceptions masked */
}

static void save(struct fpu_state *s)
{
    if (has_xsave)
        __asm__ volatile("xsave64 %0" : "+m"(*s) : "a"(XCR0_MASK), "d"(0) : "memory");
    else
        __asm__ volatile("fxsave64 %0" : "+m"(*s) : : "memory");
}

static void load(const struct fpu_state *s)
{
    if (has_xsave)
        __asm__ volatile("xrstor64 %0" : : "m"(*s), "a"(XCR0_MASK), "d"(0) : "memory");
    else
        __asm__ volatile("fxrstor64 %0" : : "m"(*s) : "memory");
}

static void ts_set(void)
{
    uint64_t cr0;
    __asm__ volatile("mov %%cr0, %0" : "=r"(cr0));
    __asm__ volatile("mov %0, %%cr0" : : "r"(cr0 | CR0_TS));
    on = false;
}

static inline void turn_off(void)
{
    if (on)
        ts_set();
}

static void turn_on(struct thread *t)
{
    if (!on)
        __asm__ volatile("clts");
    on = true;
    if (cpu.fpu_owner == t)
        return;
    if (cpu.fpu_owner)
        save(&cpu.fpu_owner->fpu);
    load(&t->fpu);
    cpu.fpu_owner = t;
}

/* On if the thread has registers to see. */
static inline void turn(struct thread *t)
{
    if (t->extended & EXTENDED_FPU && cpu.component->flags & COS_COMP_FPU)
        turn_on(t);
    else
        turn_off();
}

bool extended_state_use(struct thread *t)
{
    if (!(cpu.component->flags & COS_COMP_FPU))
        return false;
    t->extended |= EXTENDED_FPU;
    turn_on(t);
    return true;
}

static void wipe(struct thread *t)
{
    if (!(t->extended & EXTENDED_FPU))
        return;
    t->extended &= ~(uint64_t)EXTENDED_FPU;
    fpu_state_init(&t->fpu);
    if (cpu.fpu_owner == t)
        cpu.fpu_owner = NULL;
}

/* Only the kernel changes the bases, but that a user can make them 0 by loading a selector. */
static uint64_t loaded_fs, loaded_gs;

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

/* Of the running thread. */
static inline void bases_load(uint64_t fs, uint64_t gs)
{
    if (fs | gs | loaded_fs | loaded_gs)
        bases_write(fs, gs);
}

/* A non-canonical base would fault here; users cannot have meant it. */
static uint64_t canonical(uint64_t base)
{
    return (int64_t)(base << 16) >> 16 == (int64_t)base ? base : 0;
}

void extended_state_set_bases(uint64_t fs, uint64_t gs)
{
    if (fs != loaded_fs || gs != loaded_gs) /* mostly it is the same client again */
        bases_write(canonical(fs), canonical(gs));
}

void extended_state_set_fsbase(uint64_t fs)
{
    bases_load(fs, loaded_gs);
}

void extended_state_leave(struct thread *t)
{
    t->fsbase = loaded_fs;
    t->gsbase = loaded_gs;
}

void extended_state_enter(struct thread *t)
{
    bases_load(t->fsbase, t->gsbase);
    turn(t);
}

void extended_state_save_bases(const struct component *c, struct call_frame *f)
{
    if (!(c->flags & COS_COMP_FPU))
        return;
    f->fsbase = loaded_fs;
    f->gsbase = loaded_gs;
}

void extended_state_cross(const struct component *to, struct thread *t)
{
    bases_load(0, 0);
    if (to->flags & COS_COMP_FPU && to != cpu.component)
        wipe(t);
    turn_off();
}

/* `from` NULL: it is gone, whatever it was. */
void extended_state_back(const struct component *from, const struct call_frame *to, struct thread *t)
{
    if (!from || (from->flags & COS_COMP_FPU && from != to->component))
        wipe(t);
    bases_load(to->fsbase, to->gsbase);
    turn(t);
}

void extended_state_bases(struct thread *t, uint64_t *fsbase, uint64_t *gsbase)
{
    if (t == cpu.thread)
        extended_state_leave(t);
    *fsbase = t->fsbase;
    *gsbase = t->gsbase;
}
