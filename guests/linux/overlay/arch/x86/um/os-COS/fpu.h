/* SPDX-License-Identifier: GPL-2.0 */
/* The layout of extended states in memory: what fpu.c and regsets.c share. */
#ifndef FPU_H
#define FPU_H

#include <linux/build_bug.h>
#include <linux/types.h>

#define FXSAVE_BYTES 512
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
    u64 present; /* XSAVE header: components that are not in their initial state */
    u64 header[7];
    u8 ymm[256];
};
static_assert(offsetof(struct fpu_area, present) == FXSAVE_BYTES);

extern struct cos_fpu_layout {
    u64 components; /* of the XSAVE areas in use; 0: the processor has no XSAVE */
    unsigned long bytes; /* of a state */
    u32 mxcsr_mask; /* bits of MXCSR that exist */
} cos_fpu_layout;

#endif
