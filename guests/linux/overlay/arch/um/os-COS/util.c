// SPDX-License-Identifier: GPL-2.0
/* What UML asks its host for: names, messages. */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/string.h>
#include <linux/utsname.h>
#include <os.h>
#include <arch.h>
#include "cos_um.h"

/*
 * UML's first question for a name: the VM's own is that of the host in its network, until a program
 * sets another.
 */
void setup_machinename(char *machine_out)
{
    strscpy(init_utsname()->nodename, cos_start->name, sizeof init_utsname()->nodename);
    strcpy(machine_out, COS_MACHINE);
}

void setup_hostinfo(char *buf, int len)
{
    snprintf(buf, len, "COS component %s", cos_start->name);
}

/* UML tells how it arranges its memory: the layout is fixed here. */
void os_info(const char *fmt, ...)
{
}

static int print(const char *format, va_list args)
{
    char text[256];
    int bytes = vscnprintf(text, sizeof text, format, args);

    cos_console_write(text, bytes);
    return bytes;
}

void os_warn(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    print(fmt, args);
    va_end(args);
}

/*
 * For UML's options that print something and exit; and for a copy of the log after a panic, which
 * is on the console.
 */
int printf(const char *fmt, ...)
{
    va_list args;
    int bytes;

    if (atomic_read(&panic_cpu) != PANIC_CPU_INVALID)
        return 0;
    va_start(args, fmt);
    bytes = print(fmt, args);
    va_end(args);
    return bytes;
}

void os_flush_stdout(void)
{
}

/* Stacks are never executable. */
void stack_protections(unsigned long address)
{
}

/* COS vouches for the processor. */
void os_check_bugs(void)
{
}

/* Options for things that only a Linux host has. */
int set_umid(char *name)
{
    return -EINVAL;
}

int __init parse_iomem(char *str, int *add)
{
    return 1;
}
