/* SPDX-License-Identifier: GPL-2.0 */
/* The layout of extended states in memory: what fpu.c and regsets.c share. */
#ifndef FPU_H
#define FPU_H

#include <linux/align.h>
#include <linux/build_bug.h>
#include <linux/cache.h>
#include <linux/types.h>
#include <sysdep/ptrace.h>

#define FXSAVE_BYTES 512
#define FPU_ALIGN    64 /* for XSAVE */
#define FCW_START    0x037f
#define MXCSR_START  0x1f80

/* Components of an XSAVE area, and those that we keep. */
#define FPU_X87        1
#define FPU_SSE        2
#define FPU_AVX        4
#define FPU_COMPONENTS (FPU_X87 | FPU_SSE | FPU_AVX)

struct fpu_area {
    u16 fcw, fsw;
    u8 ftw, reserved;
    u16 fop;
    u64 fip, fdp;
    u32 mxcsr, mxcsr_mask;
    u8 x87[128], xmm[256], padding[48];
    u64 enabled, software[5]; /* the processor leaves these to software */
    u64 present;              /* XSAVE header: components that are not in their initial state */
    u64 header[7];
    u8 ymm[256];
};
static_assert(offsetof(struct fpu_area, present) == FXSAVE_BYTES);
static_assert(sizeof(struct fpu_area) + FPU_ALIGN <= MAX_FP_NR * sizeof(long));
static_assert(L1_CACHE_BYTES % FPU_ALIGN == 0); /* struct task_struct is aligned so */

/* The state within thread.regs.regs.fp, which a new task gets a copy of. */
static inline struct fpu_area *cos_fpu_area(unsigned long *fp)
{
    return PTR_ALIGN((struct fpu_area *)fp, FPU_ALIGN);
}

/* Makes that what `image` says, of which the processor refuses nothing then. */
void cos_fpu_put(struct fpu_area *state, const struct fpu_area *image);

extern struct cos_fpu_layout {
    u64 components;      /* of the XSAVE areas in use; 0: the processor has no XSAVE */
    unsigned long bytes; /* of a state */
    u32 mxcsr_mask;      /* bits of MXCSR that exist */
} cos_fpu_layout;

#endif
