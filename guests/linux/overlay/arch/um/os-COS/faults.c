// SPDX-License-Identifier: GPL-2.0
/*
 * Fault injection (feature `faults`): what is written to /proc/evm/fault makes this kernel itself
 * misbehave, to show that no other component notices.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/panic.h>
#include <linux/proc_fs.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "cos_um.h"

#define WILD_ADDRESS 0x123456789000 /* never mapped in this component */

static void wild(void)
{
    *(volatile unsigned long *)WILD_ADDRESS = 1;
}

static void halt(void)
{
    asm volatile("hlt");
}

static void out(void)
{
    asm volatile("outb %%al, $0x80" : : "a"(0));
}

/*
 * Asks COS, for each capability slot that could exist, for things that this component was given no
 * right to.
 */
static void forge(void)
{
    for (unsigned long slot = COS_SLOT_OWN; slot < COS_SLOTS; slot++) {
        cos_op(COS_OP_PORT_OUT, slot, 0x80, 1, 0, 0, 0, NULL);
        cos_op(COS_OP_COMP_KILL, slot, 0, 0, 0, 0, 0, NULL);
        cos_op(COS_OP_DISPATCH, slot, 0, 0, 0, 0, 0, NULL);
    }
}

/* For ever, with interrupts off: no other program runs again. */
static void hang(void)
{
    local_irq_disable();
    for (;;)
        cpu_relax();
}

static void give_up(void)
{
    panic("asked for through /proc/evm/fault");
}

static const struct {
    const char *name;
    void (*inject)(void);
} faults[] = {
    {"wild", wild},   {"hlt", halt},      {"out", out},
    {"forge", forge}, {"panic", give_up}, {"hang", hang},
};

static ssize_t inject(struct file *file, const char __user *text, size_t bytes, loff_t *offset)
{
    char name[16] = "";

    if (bytes >= sizeof name)
        return -EINVAL;
    if (copy_from_user(name, text, bytes))
        return -EFAULT;
    strim(name);
    for (int i = 0; i < ARRAY_SIZE(faults); i++)
        if (strcmp(name, faults[i].name) == 0) {
            faults[i].inject();
            return bytes; /* it was survived */
        }
    return -EINVAL;
}

static const struct proc_ops operations = {.proc_write = inject};

static int __init faults_init(void)
{
    if (!proc_mkdir("evm", NULL) || !proc_create("evm/fault", 0200, NULL, &operations))
        return -ENOMEM;
    return 0;
}
device_initcall(faults_init);
