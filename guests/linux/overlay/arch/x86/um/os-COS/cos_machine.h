/* SPDX-License-Identifier: GPL-2.0 */
/* What this folder provides for arch/um/os-COS, which names no processor: a part of <cos_um.h>. */
#ifndef COS_MACHINE_H
#define COS_MACHINE_H

#define COS_MACHINE "x86_64" /* as uname() says */

/* selectors that programs expect; UML does not look at them */
#define USER_CS 0x33
#define USER_SS 0x2b

/* Any operation but COS_OP_CALL. */
static __always_inline long cos_op(unsigned long op, unsigned long slot, unsigned long a0,
                                   unsigned long a1, unsigned long a2, unsigned long a3,
                                   unsigned long a4, unsigned long *out)
{
    register unsigned long r8 asm("r8") = a3, r9 asm("r9") = a4, r10 asm("r10") = 0;
    long result;

    asm volatile("syscall"
                 : "=a"(result), "+D"(a0), "+S"(a1), "+d"(a2), "+r"(r8), "+r"(r9), "+r"(r10)
                 : "0"(COS_SYSCALL(op, slot))
                 : "rcx", "r11", "memory");
    if (out) {
        out[0] = a0;
        out[1] = a1;
        out[2] = a2;
    }
    return result;
}

/* The counter of all times. */
static inline u64 cos_tsc(void)
{
    u32 low, high;

    asm volatile("rdtsc" : "=a"(low), "=d"(high));
    return (u64)high << 32 | low;
}

/* legacy.c: true: the fault was a call of an older kind, and has been answered. */
bool cos_legacy_call(struct uml_pt_regs *regs, unsigned long cause);

/*
 * fpu.c: which process' state is in the FPU and vector registers, and which has a newer one in
 * thread.regs.regs.fp. That is read after cos_fpu_save(), and written between it and
 * cos_fpu_written().
 */
void cos_fpu_init(void);
void cos_fpu_save(struct task_struct *task);
void cos_fpu_written(struct task_struct *task);
void cos_fpu_start(unsigned long *fp); /* writes it, in any case */
void cos_fpu_load(struct task_struct *task);
void cos_fpu_copy(struct task_struct *child);
int cos_fpu_error(bool simd);

/* fpu_frame.c: a signal frame's part for the extended state. Errors: -EFAULT, -EINVAL. */
bool cos_fpu_announced(void); /* the frame says what of it is there */
unsigned long cos_fpu_frame_bytes(void);
int cos_fpu_to_frame(void __user *to);
int cos_fpu_from_frame(void __user *from);

/* sigframe.c */
unsigned long cos_signal_stack_bytes(void);

/*
 * traps.c: a process's exception, by COS_FAULT_*; evm_vcpu tells the rest. While `faultinfo` of its
 * registers is that of a signal that has no frame yet, its trap_no says so.
 */
void cos_trap(struct uml_pt_regs *regs, unsigned long cause);
#define COS_NO_TRAP (-1)
unsigned long cos_registers_fault(const struct uml_pt_regs *regs);

/*
 * Registers of a process that sigreturn or a tracer has set, and that no process can have, are
 * faults as if the processor had refused to load them. Result: COS_FAULT_*, 0: none.
 */
static inline unsigned long cos_registers_refused(const struct uml_pt_regs *regs)
{
    bool good = UPT_CS(regs) == USER_CS && UPT_SS(regs) == USER_SS && UPT_IP(regs) < COS_USER_TOP;

    return likely(good) ? 0 : cos_registers_fault(regs);
}

/* far.c: the running process's instruction, if it is a return that the processor cannot do. */
enum cos_far { COS_FAR_DONE, COS_FAR_UNREADABLE, COS_FAR_REFUSED };
enum cos_far cos_far_return(struct uml_pt_regs *regs, unsigned long *value);

/* umip.c */
bool cos_umip(struct uml_pt_regs *regs, unsigned long *unwritable);

/* debug.c: a process's debug registers, numbered as the processor's; status, as its own. */
#define COS_DEBUG_ADDRESSES 4
#define COS_DEBUG_CONTROL   7
unsigned long cos_debug_get(struct task_struct *task, unsigned int n);
int cos_debug_set(struct task_struct *task, unsigned int n, unsigned long value);
void cos_debug_load(struct task_struct *task);
void cos_debug_clear(struct task_struct *task);
int cos_debug_trap(struct uml_pt_regs *regs, unsigned long status); /* si_code of its SIGTRAP */

/* registers.c */
void cos_load_client(const struct uml_pt_regs *regs);
void cos_store_client(struct uml_pt_regs *regs);

/* Ask for a trap behind the process's next instruction, and take that back from its registers. */
void cos_step_begin(void);
void cos_step_end(struct uml_pt_regs *regs);

#endif
