/* SPDX-License-Identifier: BSD-2-Clause */
/* If the condition is false, prints its place to stderr and aborts the program. */
#undef assert
#ifdef NDEBUG
#define assert(condition) ((void)0)
#else
#define assert(condition) \
    ((condition) ? (void)0 : __assert_failed(#condition, __FILE__, __LINE__, __func__))
#endif

#ifndef _ASSERT_H
#define _ASSERT_H

#define static_assert _Static_assert

_Noreturn void __assert_failed(const char *condition, const char *file, int line,
                               const char *function);

#endif
