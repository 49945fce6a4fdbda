/* SPDX-License-Identifier: BSD-2-Clause */
#include "put_float.h"

/* Native components have no floating-point unit, so nobody can pass a number of that kind. */
bool posix_convert_float(struct cos_sink *sink, char kind, const struct cos_conversion *how,
                         va_list *arguments)
{
    (void)sink;
    (void)kind;
    (void)how;
    (void)arguments;
    return false;
}
