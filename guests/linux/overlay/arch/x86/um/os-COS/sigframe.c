// SPDX-License-Identifier: GPL-2.0
/*
 * Signal frames as Linux for x86-64 lays them out, which is more than UML's: the extended state is
 * announced (magic words, components, sizes, flags), aligned for XRSTOR, and the alternate stack
 * comes back. The linker sends UML's calls of its own functions here (--wrap).
 */
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/signal.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>
#include <asm/ucontext.h>
#include "cos_um.h"

#define RED_ZONE       128
#define STATE_ALIGN    64
#define FRAME_ALIGN    16
#define FLAGS_RESTORED 0x50dd5 /* by sigreturn: CF PF AF ZF SF TF DF OF RF AC */
#define FLAGS_CLEARED  0x10500 /* in a handler: TF DF RF */

struct signal_frame {
    char __user *restorer;
    struct ucontext context;
    siginfo_t info;
};

#define EACH_REGISTER(copy)                                                               \
    copy(r8, R8) copy(r9, R9) copy(r10, R10) copy(r11, R11) copy(r12, R12) copy(r13, R13) \
        copy(r14, R14) copy(r15, R15) copy(di, DI) copy(si, SI) copy(bp, BP) copy(bx, BX) \
            copy(dx, DX) copy(ax, AX) copy(cx, CX) copy(sp, SP) copy(ip, IP) copy(cs, CS) \
                copy(ss, SS)

/* What a program needs for a frame on an alternate stack, at most (AT_MINSIGSTKSZ). */
unsigned long cos_signal_stack_bytes(void)
{
    return round_up(sizeof(struct signal_frame) + FRAME_ALIGN + cos_fpu_frame_bytes() + STATE_ALIGN,
                    FRAME_ALIGN);
}

/*
 * Where the frame goes, and the extended state above it; NULL: it does not fit the alternate stack.
 */
static struct signal_frame __user *frame_place(unsigned long sp, unsigned long flags,
                                               unsigned long *state)
{
    bool on_stack = on_sig_stack(sp);
    unsigned long frame;

    sp -= RED_ZONE;
    if (flags & SA_ONSTACK && sas_ss_flags(sp) == 0) {
        sp = current->sas_ss_sp + current->sas_ss_size;
        on_stack = true;
    }
    *state = round_down(sp - cos_fpu_frame_bytes(), STATE_ALIGN);
    frame = round_down(*state - sizeof(struct signal_frame), FRAME_ALIGN) - sizeof(long);
    return on_stack && !__on_sig_stack(frame) ? NULL : (struct signal_frame __user *)frame;
}

static void context_fill(struct ucontext *context, const struct uml_pt_regs *regs,
                         const sigset_t *set, unsigned long state)
{
    const struct faultinfo *fault = &current->thread.arch.faultinfo;
    struct sigcontext *mcontext = &context->uc_mcontext;

    memset(context, 0, sizeof *context);
    context->uc_flags = UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS |
                        (cos_fpu_announced() ? UC_FP_XSTATE : 0);
    context->uc_sigmask = *set;
#define PUT(name, index) mcontext->name = regs->gp[HOST_##index];
    EACH_REGISTER(PUT)
    mcontext->flags = regs->gp[HOST_EFLAGS];
    mcontext->err = fault->error_code;
    mcontext->trapno = fault->trap_no;
    mcontext->oldmask = set->sig[0];
    mcontext->cr2 = fault->cr2;
    mcontext->fpstate = state;
}

static int frame_write(struct signal_frame __user *frame, unsigned long state, struct ksignal *ksig,
                       const struct uml_pt_regs *regs, const sigset_t *set)
{
    struct ucontext context;

    if (!access_ok(frame, sizeof *frame) || cos_fpu_to_frame((void __user *)state))
        return -EFAULT;
    context_fill(&context, regs, set, state);
    if (copy_to_user(&frame->context, &context, sizeof context) ||
        __save_altstack(&frame->context.uc_stack, UPT_SP(regs)) ||
        put_user((char __user *)ksig->ka.sa.sa_restorer, &frame->restorer))
        return -EFAULT;
    return ksig->ka.sa.sa_flags & SA_SIGINFO ? copy_siginfo_to_user(&frame->info, &ksig->info) : 0;
}

int __wrap_setup_signal_stack_si(unsigned long stack_top, struct ksignal *ksig,
                                 struct pt_regs *pt_regs, sigset_t *set)
{
    struct uml_pt_regs *regs = &pt_regs->regs;
    unsigned long state;
    struct signal_frame __user *frame = frame_place(UPT_SP(regs), ksig->ka.sa.sa_flags, &state);

    if (!frame || !(ksig->ka.sa.sa_flags & SA_RESTORER) ||
        frame_write(frame, state, ksig, regs, set))
        return -EFAULT;
    cos_fpu_start(regs->fp);
    regs->faultinfo.trap_no = COS_NO_TRAP;
    UPT_SP(regs) = (unsigned long)frame;
    UPT_IP(regs) = (unsigned long)ksig->ka.sa.sa_handler;
    UPT_DI(regs) = ksig->sig;
    UPT_SI(regs) = (unsigned long)&frame->info;
    UPT_DX(regs) = (unsigned long)&frame->context;
    UPT_AX(regs) = 0; /* no vector registers, for a handler declared without prototype */
    UPT_CS(regs) = USER_CS;
    UPT_SS(regs) = USER_SS;
    UPT_EFLAGS(regs) &= ~(unsigned long)FLAGS_CLEARED;
    return 0;
}

static void context_take(const struct ucontext *context, struct uml_pt_regs *regs)
{
    const struct sigcontext *mcontext = &context->uc_mcontext;

#define GET(name, index) regs->gp[HOST_##index] = mcontext->name;
    EACH_REGISTER(GET)
    UPT_CS(regs) |= 3;
    UPT_SS(regs) |= 3;
    if (!(context->uc_flags & UC_STRICT_RESTORE_SS))
        UPT_SS(regs) = USER_SS;
    UPT_EFLAGS(regs) = (UPT_EFLAGS(regs) & ~(unsigned long)FLAGS_RESTORED) |
                       (mcontext->flags & FLAGS_RESTORED);
}

/*
 * A frame that cannot be one is a SIGSEGV. Of bad registers the process hears when it goes on with
 * them.
 */
long __wrap_sys_rt_sigreturn(void)
{
    struct uml_pt_regs *regs = &current->thread.regs.regs;
    struct signal_frame __user *frame = (struct signal_frame __user *)(UPT_SP(regs) - sizeof(long));
    struct ucontext context;

    if (!access_ok(frame, sizeof *frame) ||
        copy_from_user(&context, &frame->context, sizeof context))
        goto broken;
    set_current_blocked(&context.uc_sigmask);
    current->restart_block.fn = do_no_restart_syscall;
    context_take(&context, regs);
    UPT_SYSCALL_NR(regs) = -1; /* nothing to restart */
    if (cos_fpu_from_frame((void __user *)context.uc_mcontext.fpstate) ||
        restore_altstack(&frame->context.uc_stack))
        goto broken;
    return UPT_AX(regs);
broken:
    force_sig(SIGSEGV);
    return 0;
}
