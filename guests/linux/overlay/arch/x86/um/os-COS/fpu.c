// SPDX-License-Identifier: GPL-2.0
/*
 * The FPU and vector registers hold the state of one process, their owner; kernel code does not
 * touch them. Each process's saved state, cos_fpu_area(thread.regs.regs.fp), has the layout of
 * XSAVE (FXSAVE on old processors), which is that of signal frames, too. It is true unless the
 * process is the owner and `owner_saved` is false. It is never anyone else's: the processor does
 * not write all bytes of it, so no two processes' states may pass through the same memory.
 */
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/signal.h>
#include <linux/string.h>
#include <registers.h>
#include "cos_um.h"
#include "fpu.h"

#define CPUID_XSAVE    (1u << 27) /* leaf 1, ecx: and the system has enabled it */
#define CPUID_SIZES    0x80000008
#define CPUID_POINTERS (1u << 2) /* there, ebx: XRSTOR restores them all */

struct cos_fpu_layout cos_fpu_layout = {.bytes = FXSAVE_BYTES, .mxcsr_mask = 0xffbf};
static struct task_struct *owner;
static bool owner_saved; /* the owner's state is in memory, too */
static bool leaks_pointers;

static void cpuid(u32 leaf, u32 subleaf, u32 *regs)
{
    asm volatile("cpuid"
                 : "=a"(regs[0]), "=b"(regs[1]), "=c"(regs[2]), "=d"(regs[3])
                 : "0"(leaf), "2"(subleaf));
}

static struct fpu_area *state_of(struct task_struct *task)
{
    return cos_fpu_area(task->thread.regs.regs.fp);
}

static void registers_to(struct fpu_area *state)
{
    if (cos_fpu_layout.components)
        asm volatile("xsave64 %0" : "+m"(*state) : "a"(FPU_COMPONENTS), "d"(0));
    else
        asm volatile("fxsave64 %0" : "+m"(*state));
}

/*
 * Some processors of AMD restore where the last x87 instruction and its operand were only if an
 * exception is pending: then an instruction of our own makes them forget another process's.
 */
static void registers_from(const struct fpu_area *state)
{
    static const u32 zero;

    if (leaks_pointers)
        asm volatile("fnclex; emms; fildl %0" : : "m"(zero));
    if (cos_fpu_layout.components)
        asm volatile("xrstor64 %0" : : "m"(*state), "a"(FPU_COMPONENTS), "d"(0));
    else
        asm volatile("fxrstor64 %0" : : "m"(*state));
}

static u64 enabled_components(void)
{
    u32 low, high;

    asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low & FPU_COMPONENTS;
}

static bool pointers_leak(void)
{
    u32 vendor[4], sizes[4];

    cpuid(0, 0, vendor);
    cpuid(CPUID_SIZES, 0, sizes);
    return (vendor[2] == 0x444d4163 || vendor[2] == 0x656e6975) && /* AuthenticAMD, HygonGenuine */
           !(sizes[1] & CPUID_POINTERS);
}

/* COS enables XSAVE with the first use of the FPU: until then CPUID does not tell of it. */
void cos_fpu_init(void)
{
    struct fpu_area *state = state_of(&init_task);
    u32 regs[4];

    asm volatile("fninit");
    cpuid(1, 0, regs);
    if (regs[2] & CPUID_XSAVE) {
        cos_fpu_layout.components = enabled_components();
        cpuid(0xd, 0, regs);
        cos_fpu_layout.bytes = min_t(unsigned long, regs[1], sizeof(struct fpu_area));
    }
    leaks_pointers = pointers_leak();
    registers_to(state);
    if (state->mxcsr_mask)
        cos_fpu_layout.mxcsr_mask = state->mxcsr_mask;
}

/* Makes the saved state of `task` true, if the registers hold a newer one. */
void cos_fpu_save(struct task_struct *task)
{
    if (owner != task || owner_saved)
        return;
    registers_to(state_of(task));
    owner_saved = true;
}

/* The saved state of `task` has been written, and is the true one, whatever the registers hold. */
void cos_fpu_written(struct task_struct *task)
{
    if (owner == task)
        owner = NULL;
}

/* As a program or a signal handler starts. `fp` may be any task's. */
void cos_fpu_start(unsigned long *fp)
{
    struct fpu_area *state = cos_fpu_area(fp);

    memset(state, 0, sizeof *state);
    state->fcw = FCW_START;
    state->mxcsr = MXCSR_START;
    if (owner && fp == owner->thread.regs.regs.fp)
        owner = NULL;
}

/* What the processor leaves alone stays zero. */
void cos_fpu_put(struct fpu_area *state, const struct fpu_area *image)
{
    memcpy(state, image, cos_fpu_layout.bytes);
    state->mxcsr &= cos_fpu_layout.mxcsr_mask;
    memset(state->padding, 0, FXSAVE_BYTES - offsetof(struct fpu_area, padding));
    state->present &= cos_fpu_layout.components;
    memset(state->header, 0, sizeof state->header);
}

/* Puts the state of `task` into the registers. */
void cos_fpu_load(struct task_struct *task)
{
    if (unlikely(owner != task)) {
        registers_from(state_of(task));
        cos_debug_load(task); /* only others set those of a process, and exec */
        owner = task;
    }
    owner_saved = false;
}

/*
 * A new task, at the end of fork: its saved state is a copy of its parent's saved one, which may be
 * old. A thread of the kernel has none of its parent's; one that works for a process (io_uring) is
 * made in the middle of its system call.
 */
void cos_fpu_copy(struct task_struct *child)
{
    cos_fpu_written(child); /* an earlier task at this address */
    if (owner != current || owner_saved || child->flags & (PF_KTHREAD | PF_IO_WORKER))
        return;
    cos_fpu_save(current);
    memcpy(state_of(child), state_of(current), sizeof(struct fpu_area));
}

/* Why a vector (`simd`) or x87 instruction of the running process has faulted, as si_code. */
int cos_fpu_error(bool simd)
{
    static const struct {
        u8 bits, code;
    } errors[] = {
        {0x01, FPE_FLTINV}, {0x04, FPE_FLTDIV}, {0x08, FPE_FLTOVF},
        {0x12, FPE_FLTUND}, {0x20, FPE_FLTRES},
    };
    u32 mxcsr;
    u16 fcw, fsw;
    u8 unmasked;

    if (simd) {
        asm volatile("stmxcsr %0" : "=m"(mxcsr));
        unmasked = mxcsr & ~(mxcsr >> 7);
    } else {
        asm volatile("fnstcw %0; fnstsw %1" : "=m"(fcw), "=m"(fsw));
        unmasked = fsw & ~fcw;
    }
    for (int i = 0; i < ARRAY_SIZE(errors); i++)
        if (unmasked & errors[i].bits)
            return errors[i].code;
    return FPE_FLTUNK;
}
