// SPDX-License-Identifier: GPL-2.0
/*
 * UML's interrupts by file descriptor (arch/um/kernel/irq.c), for descriptors of links. One is
 * ready when the events of its link say so, and one at a time is shown to UML: an interrupt may be
 * interrupted by the next.
 */
#include <linux/bitmap.h>
#include <linux/signal.h>
#include <irq_user.h>
#include <kern_util.h>
#include <os.h>
#include "cos_um.h"

#define FIRST COS_FD_DISKS
#define COUNT (1 + COS_CHANNELS)

static void *watchers[COUNT];
static DECLARE_BITMAP(ready, COUNT);
static unsigned int triggered;

static bool valid(int fd)
{
    return fd >= FIRST && fd < FIRST + COUNT;
}

void cos_interrupt(int fd, struct uml_pt_regs *regs)
{
    if (!watchers[fd - FIRST])
        return;
    __set_bit(fd - FIRST, ready);
    sigio_handler(SIGIO, NULL, regs);
}

int os_set_fd_async(int fd)
{
    return valid(fd) ? 0 : -EINVAL;
}

int os_event_mask(enum um_irq_type irq_type)
{
    return irq_type == IRQ_READ;
}

int os_add_epoll_fd(int events, int fd, void *data)
{
    if (!valid(fd))
        return -EINVAL;
    watchers[fd - FIRST] = data;
    return 0;
}

int os_del_epoll_fd(int fd)
{
    if (!valid(fd))
        return -EINVAL;
    watchers[fd - FIRST] = NULL;
    __clear_bit(fd - FIRST, ready);
    return 0;
}

/* How many are ready, of which UML is shown one. */
int os_waiting_for_events_epoll(void)
{
    unsigned int index = find_first_bit(ready, COUNT);

    if (index == COUNT)
        return 0;
    __clear_bit(index, ready);
    triggered = index;
    return 1;
}

void *os_epoll_get_data_pointer(int index)
{
    return watchers[triggered];
}

int os_epoll_triggered(int index, int events)
{
    return events;
}

/* Nothing here needs registration, or a workaround for a host. */
int os_setup_epoll(void)
{
    return 0;
}

void os_close_epoll_fd(void)
{
}

void free_irqs(void)
{
}

void maybe_sigio_broken(int fd)
{
}

int ignore_sigio_fd(int fd)
{
    return 0;
}

void os_set_ioignore(void)
{
}
