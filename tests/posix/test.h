/* SPDX-License-Identifier: BSD-2-Clause */
/* cmocka, with what it wants included first. */
#ifndef TEST_H
#define TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
