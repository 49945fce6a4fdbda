/* SPDX-License-Identifier: BSD-2-Clause */
#include "put_float.h"

/* Native components are compiled without floating point, so no caller can pass such a number. */
bool posix_convert_float(struct cos_sink *sink, char kind, const struct cos_conversion *how,
                         va_list *arguments)
{
    (void)sink;
    (void)kind;
    (void)how;
    (void)arguments;
    return false;
}
