// SPDX-License-Identifier: GPL-2.0
/* /dev/ttyCOS0 on the console component: a terminal for processes, and where printk goes. */
#include <linux/console.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/tty.h>
#include <linux/tty_driver.h>
#include <linux/tty_flip.h>
#include "cos_um.h"

#define ROOM 4096 /* output is never refused */

static struct tty_driver *driver;
static struct tty_port port;

/* What was typed before is still at the console component. */
static int terminal_open(struct tty_struct *tty, struct file *file)
{
    int error = tty_port_open(&port, tty, file);
    unsigned long flags;

    local_irq_save(flags);
    cos_tty_input();
    local_irq_restore(flags);
    return error;
}

static void terminal_close(struct tty_struct *tty, struct file *file)
{
    tty_port_close(&port, tty, file);
}

static int terminal_write(struct tty_struct *tty, const unsigned char *text, int bytes)
{
    cos_console_write(text, bytes);
    return bytes;
}

static unsigned int terminal_write_room(struct tty_struct *tty)
{
    return ROOM;
}

static const struct tty_operations operations = {
    .open = terminal_open,
    .close = terminal_close,
    .write = terminal_write,
    .write_room = terminal_write_room,
};

static const struct tty_port_operations port_operations;

void cos_tty_input(void)
{
    char text[16];
    int bytes;

    /* no process has opened it: then terminal_open() comes back to it */
    if (!tty_port_initialized(&port))
        return;
    while ((bytes = cos_console_read(text)) > 0)
        tty_insert_flip_string(&port, text, bytes);
    tty_flip_buffer_push(&port);
}

static void console_print(struct console *console, const char *text, unsigned int bytes)
{
    cos_console_write(text, bytes);
}

static struct tty_driver *printk_device(struct console *console, int *index)
{
    *index = 0;
    return driver;
}

static struct console printk_console = {
    .name = "ttyCOS",
    .write = console_print,
    .device = printk_device,
    .flags = CON_PRINTBUFFER,
    .index = -1,
};

static int __init printk_console_init(void)
{
    register_console(&printk_console);
    return 0;
}
console_initcall(printk_console_init);

static int __init terminal_init(void)
{
    struct tty_driver *made = tty_alloc_driver(1, TTY_DRIVER_REAL_RAW);
    int error;

    if (IS_ERR(made))
        return PTR_ERR(made);
    made->driver_name = "ttyCOS";
    made->name = "ttyCOS";
    made->type = TTY_DRIVER_TYPE_SERIAL;
    made->subtype = SERIAL_TYPE_NORMAL;
    made->init_termios = tty_std_termios;
    /* the console component ends lines: text goes out in one piece */
    made->init_termios.c_oflag = 0;
    tty_set_operations(made, &operations);
    tty_port_init(&port);
    port.ops = &port_operations;
    tty_port_link_device(&port, made, 0);
    error = tty_register_driver(made);
    if (error) {
        tty_driver_kref_put(made);
        tty_port_destroy(&port);
        return error;
    }
    driver = made;
    return 0;
}
device_initcall(terminal_init);
