/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REGSETS_H
#define REGSETS_H

struct task_struct;

/* Register sets, by their index in what task_user_regset_view() returns. */
enum { COS_GENERAL, COS_FXSAVE, COS_XSAVE };

/* Sets a general register of a stopped process, by its offset in struct user_regs_struct; -EIO: no
 * process can have it. */
int cos_register_set(struct task_struct *task, unsigned long offset, unsigned long value);

#endif
