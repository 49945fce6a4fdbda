// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupts: events at this VM's endpoint, masked by a word in the vCPU page. They come as an
 * upcall while kernel code runs (entry.S), as the end of a vCPU entry while a process runs, and as
 * the result of a wait when idle.
 */
#include <linux/compiler.h>
#include <linux/hardirq.h>
#include <as-layout.h>
#include <irq_user.h>
#include <kern_util.h>
#include <os.h>
#include "cos_um.h"

extern char cos_upcall_entry[];

/* A page of its own: COS writes to it. */
struct cos_vcpu evm_vcpu __aligned(COS_PAGE_SIZE) = {
    .masked = 1,
    .upcall_entry = (unsigned long)cos_upcall_entry,
};

int signals_enabled;
static unsigned long waited_for; /* events that a wait returned and that are not handled yet */
static struct uml_pt_regs kernel_regs; /* says: the kernel was interrupted */

void block_signals(void)
{
    signals_enabled = 0;
    WRITE_ONCE(evm_vcpu.masked, 1);
    barrier();
}

void unblock_signals(void)
{
    for (;;) {
        barrier();
        signals_enabled = 1;
        WRITE_ONCE(evm_vcpu.masked, 0);
        if (likely(!READ_ONCE(evm_vcpu.pending)))
            return;
        block_signals();
        cos_handle_events(&kernel_regs);
    }
}

int um_set_signals(int enable)
{
    int before = signals_enabled;

    if (enable)
        unblock_signals();
    else
        block_signals();
    return before;
}

int um_set_signals_trace(int enable)
{
    return um_set_signals(enable);
}

/*
 * Handles what has happened; events are masked. `regs` tells whether a process or the kernel was
 * interrupted.
 */
void cos_handle_events(struct uml_pt_regs *regs)
{
    unsigned long out[3], events = waited_for;

    waited_for = 0;
    evm_vcpu.pending = 0;
    barrier();
    if (cos_op(COS_OP_WAIT, COS_SLOT_ENDPOINT, 0, 0, 0, 0, 0, out) == 0)
        events |= out[0];
    if (events & COS_EVENT_TIMER) {
        cos_timer_expired();
        timer_handler(SIGALRM, NULL, regs);
    }
    if (events & COS_EVENT_TIME)
        cos_time_jumped();
    if (events & COS_EVENT_INPUT) {
        irq_enter();
        cos_tty_input();
        irq_exit();
    }
    if (COS_LINKS_USED && (events >> COS_EVENTS_PEERS || events & COS_EVENT_PEER))
        cos_links_handle(events, regs);
    if (events & COS_EVENT_POWER)
        cos_power_event();
}

/*
 * From entry.S: an event came while kernel code ran with events unmasked. They are masked on
 * return, too.
 */
void cos_upcall(void)
{
    signals_enabled = 0;
    cos_handle_events(&kernel_regs);
    block_signals();
    signals_enabled = 1; /* entry.S unmasks last */
}

void cos_event_raise(unsigned long events)
{
    waited_for |= events;
    evm_vcpu.pending = 1;
}

/* Called with events masked; what ended the wait is handled when they are unmasked. */
void os_idle_sleep(void)
{
    unsigned long out[3];

    cos_console_flush();
    if (!READ_ONCE(evm_vcpu.pending) &&
        cos_op(COS_OP_WAIT, COS_SLOT_ENDPOINT, COS_FOREVER, 0, 0, 0, 0, out) == 0) {
        waited_for |= out[0];
        evm_vcpu.pending = 1;
    }
}

/* Upcalls use the stack of whatever they interrupt. */
void set_sigstack(void *sig_stack, int size)
{
}

int os_is_signal_stack(void)
{
    return 0;
}

/* Nothing about events is per thread, and none needs registration. */
void init_new_thread_signals(void)
{
}

void timer_set_signal_handler(void)
{
}
