/* SPDX-License-Identifier: BSD-2-Clause */
/* The booter's end when it gives up, for tests: back to setjmp(gave_up), with the reason. */
#ifndef GIVE_UP_H
#define GIVE_UP_H

#include <stdio.h>

#include "common.h"
#include "test.h"

static jmp_buf gave_up;
static char reason[200];

_Noreturn void give_up(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    longjmp(gave_up, 1);
}

#endif
