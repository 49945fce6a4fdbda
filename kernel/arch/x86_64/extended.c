/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Extended state: x87, SSE and AVX registers, FS and GS base. Only components with COS_COMP_FPU have it; in all others
 * the FPU is off (CR0.TS), so that crossing into them costs nothing and they can see nothing. The registers stay with
 * their thread until another one needs them. A call from one such component into another wipes them both ways.
 */
#include "cpu.h"
#include "cpu_setup.h"

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

static void turn_off(void)
{
    uint64_t cr0;
    if (!on)
        return;
    __asm__ volatile("mov %%cr0, %0" : "=r"(cr0));
    __asm__ volatile("mov %0, %%cr0" : : "r"(cr0 | CR0_TS));
    on = false;
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

static void wipe(struct thread *t)
{
    fpu_state_init(&t->fpu);
    if (cpu.fpu_owner == t)
        cpu.fpu_owner = NULL;
}

/* Only the kernel changes the bases, but that a user can make them 0 by loading a selector. */
static uint64_t loaded_fs, loaded_gs;

static void bases_load(uint64_t fs, uint64_t gs)
{
    loaded_fs = fs;
    loaded_gs = gs;
    msr_write(MSR_FSBASE, fs);
    msr_write(MSR_GSBASE, gs);
}

/* A non-canonical base would fault here; users cannot have meant it. */
static uint64_t canonical(uint64_t base)
{
    return (int64_t)(base << 16) >> 16 == (int64_t)base ? base : 0;
}

void extended_state_set_bases(uint64_t fs, uint64_t gs)
{
    bases_load(canonical(fs), canonical(gs));
}

void extended_state_set_fsbase(uint64_t fs)
{
    loaded_fs = fs;
    msr_write(MSR_FSBASE, fs);
}

void extended_state_leave(struct thread *t)
{
    t->fsbase = loaded_fs;
    t->gsbase = loaded_gs;
}

void extended_state_enter(struct thread *t)
{
    if (t->fsbase | t->gsbase | loaded_fs | loaded_gs)
        bases_load(t->fsbase, t->gsbase);
    if (cpu.component->flags & COS_COMP_FPU)
        turn_on(t);
    else
        turn_off();
}

void extended_state_save_bases(const struct component *c, struct call_frame *f)
{
    if (!(c->flags & COS_COMP_FPU))
        return;
    f->fsbase = loaded_fs;
    f->gsbase = loaded_gs;
}

void extended_state_cross(const struct component *from, const struct component *to, struct thread *t)
{
    if (from->flags & COS_COMP_FPU)
        extended_state_set_bases(0, 0);
    if (to->flags & COS_COMP_FPU) {
        wipe(t);
        turn_on(t);
    } else {
        turn_off();
    }
}

/* `from` NULL: it is gone, whatever it was. */
void extended_state_back(const struct component *from, const struct call_frame *to, struct thread *t)
{
    if (!from || from->flags & COS_COMP_FPU)
        wipe(t);
    if (to->component->flags & COS_COMP_FPU) {
        extended_state_set_bases(to->fsbase, to->gsbase);
        turn_on(t);
    } else {
        extended_state_set_bases(0, 0);
        turn_off();
    }
}

void extended_state_bases(struct thread *t, uint64_t *fsbase, uint64_t *gsbase)
{
    if (t == cpu.thread)
        extended_state_leave(t);
    *fsbase = t->fsbase;
    *gsbase = t->gsbase;
}
