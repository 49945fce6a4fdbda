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

extern const struct cos_start *cos_start; /* set before anything else runs */
extern struct cos_vcpu evm_vcpu;

#include <cos_machine.h> /* what the folder of the processor provides; it needs all the above */

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

/* watchdog.c: a program is to ping again within that many seconds; 0: not any more. */
void cos_watchdog_ping(unsigned int within);

/* time.c */
void cos_timer_expired(void);
void cos_time_jumped(void);
u64 cos_ticks(u64 nsecs); /* nanoseconds in TSC ticks */

#endif
