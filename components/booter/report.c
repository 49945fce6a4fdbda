/* SPDX-License-Identifier: BSD-2-Clause */
#include "common.h"

#include <cos/power.h>
#include <cos/print.h>
#include <cos/syscall.h>
#include <stdarg.h>

#define SERIAL_DATA   0x3f8
#define SERIAL_STATUS 0x3fd
#define STATUS_EMPTY  0x20
#define STATUS_POLLS  1000000

static void put_serial(struct cos_sink *sink, char c)
{
    uint64_t status = 0;

    (void)sink;
    for (unsigned i = 0; i < STATUS_POLLS && !(status & STATUS_EMPTY); i++)
        cos_port_in(COS_BOOT_SLOT_PORTS, SERIAL_STATUS, 1, &status);
    cos_port_out(COS_BOOT_SLOT_PORTS, SERIAL_DATA, 1, (unsigned char)c);
}

static void say(const char *format, va_list arguments)
{
    struct cos_sink sink = {put_serial};

    for (const char *c = "[evm] "; *c != 0; c++)
        put_serial(&sink, *c);
    cos_vformat(&sink, format, arguments);
    put_serial(&sink, '\n');
}

void warn(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
}

_Noreturn void give_up(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
    warn("system off: status 1");
    cos_tell_verdict(COS_BOOT_SLOT_PORTS, EVM_VERDICT_SYSTEM, 1);
    cos_power_off(COS_BOOT_SLOT_PORTS, COS_BOOT_SLOT_PORTS, 1);
    for (;;)
        cos_idle(COS_FOREVER);
}
