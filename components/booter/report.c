/* SPDX-License-Identifier: BSD-2-Clause */
#include "common.h"
#include "report.h"

#include <cos/power.h>
#include <cos/print.h>
#include <cos/syscall.h>
#include <stdarg.h>

/* One capability has all ports. */
static const struct cos_power power = {COS_BOOT_SLOT_PORTS, 0};

static void put(struct cos_sink *sink, char c)
{
    (void)sink;
    report_put(c);
}

static void say(const char *format, va_list arguments)
{
    struct cos_sink sink = {put};

    for (const char *c = "[evm] "; *c != 0; c++)
        report_put(*c);
    cos_vformat(&sink, format, arguments);
    report_put('\n');
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
    cos_tell_verdict(power, EVM_VERDICT_SYSTEM, 1);
    cos_power_off(power, 1);
    for (;;)
        cos_idle(COS_FOREVER);
}
