// SPDX-License-Identifier: GPL-2.0
/* A stopped process's registers as tracers and core dumps see them: general, FXSAVE, XSAVE. */
#include <linux/elf.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/regset.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <asm/ptrace.h>
#include <asm/user.h>
#include "cos_um.h"
#include "fpu.h"
#include "regsets.h"

#define FLAGS_FREE 0x54dd5ul /* a tracer may set: CF PF AF ZF SF TF DF OF RF AC */

int cos_register_set(struct task_struct *task, unsigned long offset, unsigned long value)
{
    unsigned long *gp = task->thread.regs.regs.gp;

    switch (offset / sizeof *gp) {
    case HOST_EFLAGS:
        gp[HOST_EFLAGS] = (gp[HOST_EFLAGS] & ~FLAGS_FREE) | (value & FLAGS_FREE);
        return 0;
    case HOST_FS_BASE:
    case HOST_GS_BASE:
        if (value >= COS_USER_TOP)
            return -EIO;
        gp[offset / sizeof *gp] = value;
        return 0;
    case HOST_CS:
    case HOST_SS:
        if (!value)
            return -EIO;
        fallthrough;
    default:
        return putreg(task, offset, value);
    }
}

static int general_get(struct task_struct *task, const struct user_regset *set, struct membuf to)
{
    for (unsigned long offset = 0; to.left; offset += sizeof(long))
        membuf_store(&to, getreg(task, offset));
    return 0;
}

static int general_set(struct task_struct *task, const struct user_regset *set, unsigned int at,
                       unsigned int bytes, const void *kernel, const void __user *user)
{
    int error = 0;

    while (bytes && !error) {
        unsigned int offset = at;
        unsigned long value;

        error = user_regset_copyin(&at, &bytes, &kernel, &user, &value, offset,
                                   offset + sizeof value)
                    ?: cos_register_set(task, offset, value);
    }
    return error;
}

static struct fpu_area *state_of(struct task_struct *task)
{
    return cos_fpu_area(task->thread.regs.regs.fp);
}

/* XSAVE need not write what is in its initial state, nor what it leaves to software. */
static void fill_in(struct fpu_area *image)
{
    image->present &= cos_fpu_layout.components;
    if (!(image->present & FPU_X87)) {
        memset(image, 0, offsetof(struct fpu_area, mxcsr));
        memset(image->x87, 0, sizeof image->x87);
        image->fcw = FCW_START;
    }
    if (!(image->present & FPU_SSE))
        memset(image->xmm, 0, sizeof image->xmm);
    if (!(image->present & FPU_AVX))
        memset(image->ymm, 0, sizeof image->ymm);
    if (!(image->present & (FPU_SSE | FPU_AVX)))
        image->mxcsr = MXCSR_START;
    memset(image->padding, 0, sizeof image->padding);
    memset(image->software, 0, sizeof image->software);
    memset(image->header, 0, sizeof image->header);
    image->enabled = cos_fpu_layout.components;
}

static void image_get(struct task_struct *task, struct fpu_area *image)
{
    cos_fpu_save(task);
    memset(image, 0, sizeof *image);
    memcpy(image, state_of(task), cos_fpu_layout.bytes);
    image->mxcsr_mask = cos_fpu_layout.mxcsr_mask;
    if (cos_fpu_layout.components)
        fill_in(image);
}

static int fxsave_get(struct task_struct *task, const struct user_regset *set, struct membuf to)
{
    struct fpu_area image;

    image_get(task, &image);
    memset(image.padding, 0, FXSAVE_BYTES - offsetof(struct fpu_area, padding));
    return membuf_write(&to, &image, FXSAVE_BYTES);
}

static int fxsave_set(struct task_struct *task, const struct user_regset *set, unsigned int at,
                      unsigned int bytes, const void *kernel, const void __user *user)
{
    struct fpu_area image;
    int error;

    if (at || bytes != FXSAVE_BYTES)
        return -EINVAL;
    cos_fpu_save(task);
    image = *state_of(task);
    error = user_regset_copyin(&at, &bytes, &kernel, &user, &image, 0, FXSAVE_BYTES);
    if (error)
        return error;
    if (image.mxcsr & ~cos_fpu_layout.mxcsr_mask)
        return -EINVAL;
    image.present |= FPU_X87 | FPU_SSE;
    cos_fpu_put(state_of(task), &image);
    cos_fpu_written(task);
    return 0;
}

static int xsave_active(struct task_struct *task, const struct user_regset *set)
{
    return cos_fpu_layout.components ? set->n : -ENODEV;
}

static int xsave_get(struct task_struct *task, const struct user_regset *set, struct membuf to)
{
    struct fpu_area image;

    if (!cos_fpu_layout.components)
        return -ENODEV;
    image_get(task, &image);
    return membuf_write(&to, &image, cos_fpu_layout.bytes);
}

static bool xsave_valid(const struct fpu_area *image)
{
    bool vectors = image->present & (FPU_SSE | FPU_AVX);

    return !(image->present & ~cos_fpu_layout.components) &&
           !memchr_inv(image->header, 0, sizeof image->header) &&
           !(vectors && image->mxcsr & ~cos_fpu_layout.mxcsr_mask);
}

static int xsave_set(struct task_struct *task, const struct user_regset *set, unsigned int at,
                     unsigned int bytes, const void *kernel, const void __user *user)
{
    struct fpu_area image = {};
    int error;

    if (!cos_fpu_layout.components)
        return -ENODEV;
    if (at || bytes != cos_fpu_layout.bytes)
        return -EFAULT;
    error = user_regset_copyin(&at, &bytes, &kernel, &user, &image, 0, cos_fpu_layout.bytes);
    if (error)
        return error;
    if (!xsave_valid(&image))
        return -EINVAL;
    fill_in(&image);
    cos_fpu_put(state_of(task), &image);
    cos_fpu_written(task);
    return 0;
}

static struct user_regset sets[] __ro_after_init = {
    [COS_GENERAL] = {.core_note_type = NT_PRSTATUS,
                     .n = MAX_REG_NR,
                     .size = sizeof(long),
                     .align = sizeof(long),
                     .regset_get = general_get,
                     .set = general_set},
    [COS_FXSAVE] = {.core_note_type = NT_PRFPREG,
                    .n = FXSAVE_BYTES / sizeof(long),
                    .size = sizeof(long),
                    .align = sizeof(long),
                    .regset_get = fxsave_get,
                    .set = fxsave_set},
    [COS_XSAVE] = {.core_note_type = NT_X86_XSTATE,
                   .size = sizeof(long),
                   .align = sizeof(long),
                   .active = xsave_active,
                   .regset_get = xsave_get,
                   .set = xsave_set},
};

static const struct user_regset_view view = {
    .name = "x86_64",
    .e_machine = EM_X86_64,
    .regsets = sets,
    .n = ARRAY_SIZE(sets),
};

const struct user_regset_view *task_user_regset_view(struct task_struct *task)
{
    return &view;
}

static int __init size_known(void)
{
    sets[COS_XSAVE].n = cos_fpu_layout.bytes / sizeof(long);
    return 0;
}
core_initcall(size_known);
