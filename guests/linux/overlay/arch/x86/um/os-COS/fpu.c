// SPDX-License-Identifier: GPL-2.0
/*
 * The FPU and vector registers hold the state of one process, their owner; kernel code does not
 * touch them. Each process's saved state, thread.regs.regs.fp, has the layout of XSAVE (FXSAVE on old
 * processors), which is that of signal frames, too. It is true unless the process is the owner and
 * `owner_saved` is false.
 */
#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/string.h>
#include <registers.h>
#include "cos_um.h"
#include "fpu.h"

#define CPUID_XSAVE (1u << 27) /* leaf 1, ecx: and the system has enabled it */

struct cos_fpu_layout cos_fpu_layout = { .bytes = FXSAVE_BYTES, .mxcsr_mask = 0xffbf };
static u8 buffer[sizeof(struct fpu_area)] __aligned(64); /* for XSAVE; saved states are not */
static struct task_struct *owner;
static bool owner_saved; /* the owner's state is in memory, too */

static void cpuid(u32 leaf, u32 subleaf, u32 *regs)
{
    asm volatile("cpuid"
                 : "=a"(regs[0]), "=b"(regs[1]), "=c"(regs[2]), "=d"(regs[3])
                 : "0"(leaf), "2"(subleaf));
}

static void registers_to_buffer(void)
{
    if (cos_fpu_layout.components)
        asm volatile("xsave64 %0" : "=m"(buffer) : "a"(FPU_COMPONENTS), "d"(0) : "memory");
    else
        asm volatile("fxsave64 %0" : "=m"(buffer) : : "memory");
}

static u64 enabled_components(void)
{
    u32 low, high;

    asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low & FPU_COMPONENTS;
}

/* COS enables XSAVE with the first use of the FPU: until then CPUID does not tell of it. */
void cos_fpu_init(void)
{
    u32 regs[4];

    asm volatile("fninit");
    cpuid(1, 0, regs);
    if (regs[2] & CPUID_XSAVE) {
        cos_fpu_layout.components = enabled_components();
        cpuid(0xd, 0, regs);
        cos_fpu_layout.bytes = min_t(unsigned long, regs[1], sizeof(struct fpu_area));
    }
    registers_to_buffer();
    if (((struct fpu_area *)buffer)->mxcsr_mask)
        cos_fpu_layout.mxcsr_mask = ((struct fpu_area *)buffer)->mxcsr_mask;
}

/* Makes the saved state of `task` true, if the registers hold a newer one. */
void cos_fpu_save(struct task_struct *task)
{
    if (owner != task || owner_saved)
        return;
    registers_to_buffer();
    memcpy(task->thread.regs.regs.fp, buffer, cos_fpu_layout.bytes);
    owner_saved = true;
}

/* The saved state of `task` has been written, and is the true one, whatever the registers hold. */
void cos_fpu_written(struct task_struct *task)
{
    if (owner == task)
        owner = NULL;
}

/* As a program or a signal handler starts. `state` may be anybody's. */
void cos_fpu_start(unsigned long *state)
{
    struct fpu_area *area = (struct fpu_area *)state;

    memset(state, 0, MAX_FP_NR * sizeof *state);
    area->fcw = FCW_START;
    area->mxcsr = MXCSR_START;
    if (owner && state == owner->thread.regs.regs.fp)
        owner = NULL;
}

/* Puts the state of `task` into the registers. Its program can have written it: bad values fault. */
void cos_fpu_load(struct task_struct *task)
{
    struct fpu_area *area = (struct fpu_area *)buffer;

    if (likely(owner == task)) {
        owner_saved = false;
        return;
    }
    memcpy(buffer, task->thread.regs.regs.fp, cos_fpu_layout.bytes);
    area->mxcsr &= cos_fpu_layout.mxcsr_mask;
    if (cos_fpu_layout.components) {
        area->present &= cos_fpu_layout.components;
        memset(area->header, 0, sizeof area->header);
        asm volatile("xrstor64 %0" : : "m"(buffer), "a"(FPU_COMPONENTS), "d"(0));
    } else {
        asm volatile("fxrstor64 %0" : : "m"(buffer));
    }
    cos_debug_load(task); /* only others set those of a process, and exec */
    owner = task;
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
    memcpy(child->thread.regs.regs.fp, current->thread.regs.regs.fp, cos_fpu_layout.bytes);
}

/* Why a vector (`simd`) or x87 instruction of the running process has faulted, as si_code. */
int cos_fpu_error(bool simd)
{
    static const struct { u8 bits, code; } errors[] = {
        { 0x01, FPE_FLTINV }, { 0x04, FPE_FLTDIV }, { 0x08, FPE_FLTOVF }, { 0x12, FPE_FLTUND },
        { 0x20, FPE_FLTRES },
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
