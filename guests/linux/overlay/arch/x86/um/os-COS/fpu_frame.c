// SPDX-License-Identifier: GPL-2.0
/*
 * Extended state in signal frames: the image of XSAVE, what of it is there (`software`, in bytes
 * that the processor leaves alone), and a magic word behind it. Programs may have changed it, or
 * made it: what the processor would refuse to load is refused here.
 */
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <asm/sigcontext.h>
#include "cos_um.h"
#include "fpu.h"

#define FPU_LEGACY   (FPU_X87 | FPU_SSE) /* what FXSAVE's part holds */
#define HEADER_BYTES 64
#define XSAVE_ALIGN  64
#define FXSAVE_ALIGN 16

static_assert(sizeof(struct _fpx_sw_bytes) ==
              offsetof(struct fpu_area, present) - offsetof(struct fpu_area, enabled));

static struct _fpx_sw_bytes *announcement(struct fpu_area *area)
{
    return (struct _fpx_sw_bytes *)&area->enabled;
}

bool cos_fpu_announced(void)
{
    return cos_fpu_layout.components != 0;
}

unsigned long cos_fpu_frame_bytes(void)
{
    return cos_fpu_layout.bytes + (cos_fpu_announced() ? FP_XSTATE_MAGIC2_SIZE : 0);
}

/* Puts the current process's state there. */
int cos_fpu_to_frame(void __user *to)
{
    struct fpu_area area;

    cos_fpu_save(current);
    memcpy(&area, cos_fpu_area(current->thread.regs.regs.fp), cos_fpu_layout.bytes);
    area.mxcsr_mask = cos_fpu_layout.mxcsr_mask;
    if (cos_fpu_announced()) {
        *announcement(&area) = (struct _fpx_sw_bytes){
            .magic1 = FP_XSTATE_MAGIC1,
            .extended_size = cos_fpu_frame_bytes(),
            .xfeatures = cos_fpu_layout.components,
            .xstate_size = cos_fpu_layout.bytes,
        };
        area.present |= FPU_LEGACY; /* handlers may change this part without a look at the header */
        if (put_user(FP_XSTATE_MAGIC2, (u32 __user *)(to + cos_fpu_layout.bytes)))
            return -EFAULT;
    }
    return copy_to_user(to, &area, cos_fpu_layout.bytes) ? -EFAULT : 0;
}

/* Components of a frame whose first part is in `area`; 0: it has that part only. */
static int frame_components(struct fpu_area *area, void __user *from, u64 *components)
{
    const struct _fpx_sw_bytes *told = announcement(area);
    u32 magic;

    *components = 0;
    if (!cos_fpu_announced() || told->magic1 != FP_XSTATE_MAGIC1 ||
        told->xstate_size < FXSAVE_BYTES + HEADER_BYTES ||
        told->xstate_size > cos_fpu_layout.bytes || told->xstate_size > told->extended_size)
        return 0;
    if (get_user(magic, (u32 __user *)(from + told->xstate_size)))
        return -EFAULT;
    if (magic == FP_XSTATE_MAGIC2)
        *components = told->xfeatures & cos_fpu_layout.components;
    return magic == FP_XSTATE_MAGIC2 ? 1 : 0;
}

/* The whole image, of which `components` count; the others become initial. */
static int take_extended(struct fpu_area *area, void __user *from, u64 components)
{
    unsigned long bytes = announcement(area)->xstate_size - FXSAVE_BYTES;

    if ((unsigned long)from % XSAVE_ALIGN ||
        copy_from_user(&area->present, from + FXSAVE_BYTES, bytes))
        return -EFAULT;
    if (area->present & ~cos_fpu_layout.components || area->header[0] || area->header[1])
        return -EINVAL;
    area->present &= components;
    if (!(components & (FPU_SSE | FPU_AVX)))
        area->mxcsr = MXCSR_START;
    return 0;
}

static int take(struct fpu_area *area, void __user *from)
{
    u64 components;
    int extended, error = 0;

    if ((unsigned long)from % FXSAVE_ALIGN || copy_from_user(area, from, FXSAVE_BYTES))
        return -EFAULT;
    extended = frame_components(area, from, &components);
    if (extended > 0)
        error = take_extended(area, from, components);
    else
        area->present = FPU_LEGACY;
    if (extended < 0 || error)
        return -EFAULT;
    return area->mxcsr & ~cos_fpu_layout.mxcsr_mask ? -EINVAL : 0;
}

/*
 * Gives the current process the state from there; NULL: the initial one. An error leaves it the
 * initial one, too.
 */
int cos_fpu_from_frame(void __user *from)
{
    unsigned long *fp = current->thread.regs.regs.fp;
    struct fpu_area area = {.present = 0};
    int error = 0;

    if (from)
        error = access_ok(from, cos_fpu_layout.bytes) ? take(&area, from) : -EFAULT;
    cos_fpu_start(fp);
    if (from && !error)
        cos_fpu_put(cos_fpu_area(fp), &area);
    return error;
}
