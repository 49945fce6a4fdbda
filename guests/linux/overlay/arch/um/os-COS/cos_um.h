/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of the COS layer share: COS's system calls as functions, and each other's entry
 * points.
 */
#ifndef COS_UM_H
#define COS_UM_H

#include <linux/mm_types.h>
#include <linux/sched.h>
#include <cos/abi.h>
#include <cos/start.h>
#include <cos/vcpu.h>
#include <sysdep/ptrace.h>
#include "../../../x86/um/os-COS/x86_regs.h"

extern const struct cos_start *cos_start; /* set before anything else runs */
extern struct cos_vcpu evm_vcpu;

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

/* A component call through the gate in `slot`; out: second and third result, may be NULL. */
long cos_call(unsigned long slot, unsigned long a0, unsigned long a1, unsigned long a2,
              unsigned long a3, unsigned long *out);

/*
 * A page's number in COS_SLOT_REGION is its frame number: guest-physical memory starts where the
 * region does.
 */
static inline long cos_map(unsigned long table, unsigned long address, unsigned long page,
                           unsigned long rights, unsigned long pages)
{
    return cos_op(COS_OP_MAP, table, address, COS_SLOT_REGION, page, rights, pages, NULL);
}

static inline long cos_unmap(unsigned long table, unsigned long address, unsigned long pages)
{
    return cos_op(COS_OP_UNMAP, table, address, pages, 0, 0, 0, NULL);
}

/* mem.c: frames given to COS for page tables and capability nodes. */
struct page *cos_frame_get(void);
void cos_frame_put(struct page *frame);
void cos_frame_refill(void);

/* client.c */
unsigned long cos_client_table(int pid);
void cos_clients_release(void);
void cos_client_fetch(unsigned long address);
void cos_client_fetched(void);

/* userspace.c: a system call, its number in rax. */
void cos_system_call(struct uml_pt_regs *regs);

/* space.c: an access to a page that is no fetch. False: not allowed, or the page cannot be had. */
bool cos_page_fault(const struct uml_pt_regs *regs);

/*
 * legacy.c (arch/x86/um/os-COS): true: the fault was a call of an older kind, and has been
 * answered.
 */
bool cos_legacy_call(struct uml_pt_regs *regs, unsigned long cause);

/* process.c: the VM is to end. */
void cos_power_event(void);

/* irq.c */
void cos_handle_events(struct uml_pt_regs *regs);
/* As if these events had come; interrupts are off. */
void cos_event_raise(unsigned long events);

/* Descriptors (file.c, poll.c): blob n is n; then the answers of disks, and channel n (links.c). */
#define COS_CHANNELS      COS_SIGNALS /* links that can be rung */
#define COS_FD_DISKS      COS_START_BLOBS
#define COS_FD_CHANNEL(n) (COS_FD_DISKS + 1 + (int)(n))

/* poll.c: an interrupt, if one was asked for, as the descriptor can be read. */
void cos_interrupt(int fd, struct uml_pt_regs *regs);

/*
 * links.c, if there is anything to use links for: handles what other components' events
 * (COS_EVENT_FROM) tell.
 */
#define COS_LINKS_USED   (IS_ENABLED(CONFIG_UML_NET) || IS_ENABLED(CONFIG_BLK_DEV_UBD))
#define COS_EVENTS_PEERS 32
void cos_links_handle(u64 events, struct uml_pt_regs *regs);

/*
 * ubd.c: disks, by names of channels; descriptor or size in bytes. From a process: they wait for
 * the disk. -ENOENT, -EROFS, -EIO or -ETIMEDOUT: it does not say what it is; or as
 * cos_channel_open().
 */
int cos_disk_open(const char *name, bool write);
int cos_disk_size(const char *name, unsigned long long *bytes);
/*
 * ubd.c: requests to the disks and their answers, pointers to struct io_thread_req, at
 * COS_FD_DISKS.
 */
int cos_disks_ask(const void *request, int bytes);
int cos_disks_answers(void *answers, int bytes);

/* console.c */
void cos_console_write(const char *text, unsigned long bytes);
int cos_console_read(char *text);
void cos_console_flush(void);

/* tty.c */
void cos_tty_input(void);

/* time.c */
void cos_timer_expired(void);
void cos_time_jumped(void);
u64 cos_ticks(u64 nsecs); /* nanoseconds in TSC ticks */
u64 cos_tsc(void);

/*
 * fpu.c (arch/x86/um/os-COS): whose state is in the FPU and vector registers, and who has a newer
 * one in thread.regs.regs.fp. That is read after cos_fpu_save(), and written between it and
 * cos_fpu_written().
 */
void cos_fpu_init(void);
void cos_fpu_save(struct task_struct *task);
void cos_fpu_written(struct task_struct *task);
void cos_fpu_start(unsigned long *fp); /* writes it, in any case */
void cos_fpu_load(struct task_struct *task);
void cos_fpu_copy(struct task_struct *child);
int cos_fpu_error(bool simd);

/*
 * fpu_frame.c (arch/x86/um/os-COS): a signal frame's part for the extended state. Errors: -EFAULT,
 * -EINVAL.
 */
bool cos_fpu_announced(void); /* the frame says what of it is there */
unsigned long cos_fpu_frame_bytes(void);
int cos_fpu_to_frame(void __user *to);
int cos_fpu_from_frame(void __user *from);

/* sigframe.c (arch/x86/um/os-COS) */
unsigned long cos_signal_stack_bytes(void);

/*
 * traps.c (arch/x86/um/os-COS): a process's exception, by COS_FAULT_*; evm_vcpu tells the rest.
 * While `faultinfo` of its registers is that of a signal that has no frame yet, its trap_no says
 * so.
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

/*
 * far.c (arch/x86/um/os-COS): the running process's instruction, if it is a return that the
 * processor cannot do.
 */
enum cos_far { COS_FAR_DONE, COS_FAR_UNREADABLE, COS_FAR_REFUSED };
enum cos_far cos_far_return(struct uml_pt_regs *regs, unsigned long *value);

/* umip.c (arch/x86/um/os-COS) */
bool cos_umip(struct uml_pt_regs *regs, unsigned long *unwritable);

/*
 * debug.c (arch/x86/um/os-COS): a process's debug registers, numbered as the processor's; status,
 * as its own.
 */
#define COS_DEBUG_ADDRESSES 4
#define COS_DEBUG_CONTROL   7
unsigned long cos_debug_get(struct task_struct *task, unsigned int n);
int cos_debug_set(struct task_struct *task, unsigned int n, unsigned long value);
void cos_debug_load(struct task_struct *task);
void cos_debug_clear(struct task_struct *task);
int cos_debug_trap(struct uml_pt_regs *regs, unsigned long status); /* si_code of its SIGTRAP */

/* registers.c (arch/x86/um/os-COS) */
void cos_load_client(const struct uml_pt_regs *regs);
void cos_store_client(struct uml_pt_regs *regs);

#endif
