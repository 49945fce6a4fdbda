// SPDX-License-Identifier: GPL-2.0
/* Kernel threads as jump buffers, and how the VM ends. */
#include <linux/capability.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/notifier.h>
#include <linux/reboot.h>
#include <asm/processor.h>
#include <as-layout.h>
#include <evm/linux.h>
#include <kern_util.h>
#include <longjmp.h>
#include <os.h>
#include <supervisor.h>
#include "cos_um.h"

static struct task_struct *task_of(jmp_buf *buffer)
{
    return container_of(buffer, struct task_struct, thread.switch_buf);
}

void new_thread(void *stack, jmp_buf *buffer, void (*handler)(void))
{
    (*buffer)[0].JB_IP = (unsigned long)handler;
    (*buffer)[0].JB_SP = (unsigned long)stack + THREAD_SIZE - sizeof(void *);
    cos_fpu_copy(task_of(buffer));
}

void switch_threads(jmp_buf *me, jmp_buf *you)
{
    cos_fpu_save(task_of(me));
    if (UML_SETJMP(me) == 0)
        UML_LONGJMP(you, 1);
}

/* From linux_main() on its first stack, which is left for good. */
int start_idle_thread(void *stack, jmp_buf *switch_buf)
{
    (*switch_buf)[0].JB_IP = (unsigned long)uml_finishsetup;
    (*switch_buf)[0].JB_SP = (unsigned long)stack + THREAD_SIZE - sizeof(void *);
    longjmp(*switch_buf, 1);
    return 0;
}

/* UML runs on its first stack what needs much of it; all stacks are alike here. */
void initial_thread_cb_skas(void (*proc)(void *), void *arg)
{
    proc(arg);
}

int os_getpid(void)
{
    return cos_start->id;
}

static bool exit_requested;
static unsigned long exit_status;

/* reboot(2) with LINUX_REBOOT_CMD_RESTART2 and "exit N" ends the VM with status N. */
static int note_restart(struct notifier_block *self, unsigned long code, void *command)
{
    const char *text = command;

    if (code == SYS_RESTART && text && strncmp(text, "exit ", 5) == 0)
        exit_requested = kstrtoul(text + 5, 10, &exit_status) == 0 && exit_status <= 255;
    if (exit_requested)
        console_loglevel = CONSOLE_LOGLEVEL_SILENT; /* the supervisor tells how the VM ended */
    return NOTIFY_DONE;
}

static struct notifier_block restart_notifier = {.notifier_call = note_restart};

static int __init watch_restarts(void)
{
    return register_reboot_notifier(&restart_notifier);
}
core_initcall(watch_restarts);

/*
 * A request to end the VM is Linux's Ctrl-Alt-Del, of which /init hears as a signal once it has
 * asked for that by reboot(2). One that comes earlier waits for it: Linux itself would begin anew,
 * by means that it does not have while it starts.
 */
static bool end_requested, init_listens;

void cos_power_event(void)
{
    if (init_listens)
        ctrl_alt_del();
    else
        end_requested = true;
}

/* Tells the supervisor that the VM is ready for those that start after it. */
static long tell_ready(void)
{
    if (!capable(CAP_SYS_BOOT))
        return -EPERM;
    return cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_READY, 0, 0, 0, NULL) ? -EAGAIN : 0;
}

long __real_sys_reboot(unsigned long, unsigned long, unsigned long, unsigned long);
long __wrap_sys_reboot(unsigned long magic1, unsigned long magic2, unsigned long command,
                       unsigned long argument)
{
    unsigned long flags;
    long error;

    if ((unsigned int)magic1 == LINUX_REBOOT_MAGIC1 &&
        (unsigned int)magic2 == LINUX_REBOOT_MAGIC2 && (unsigned int)command == EVM_LINUX_READY)
        return tell_ready();
    error = __real_sys_reboot(magic1, magic2, command, argument);

    if (error || (unsigned int)command != LINUX_REBOOT_CMD_CAD_OFF)
        return error;
    local_irq_save(flags);
    init_listens = true;
    if (end_requested)
        ctrl_alt_del();
    end_requested = false;
    local_irq_restore(flags);
    return 0;
}

static void __noreturn end(unsigned long method, unsigned long status)
{
    block_signals();
    for (;;)
        cos_call(COS_SLOT_SUPERVISOR, method, status, 0, 0, NULL);
}

void halt_skas(void)
{
    end(SUPERVISOR_EXIT, 0);
}

void reboot_skas(void)
{
    if (exit_requested)
        end(SUPERVISOR_EXIT, exit_status);
    end(SUPERVISOR_REBOOT, 0);
}

/* linux_main() gives up: it has said why. */
void exit(int status)
{
    end(SUPERVISOR_EXIT, status);
}

/* After a panic's message: a fault, so that the supervisor reports where this came from. */
void os_dump_core(void)
{
    block_signals();
    for (;;)
        asm volatile("ud2");
}
