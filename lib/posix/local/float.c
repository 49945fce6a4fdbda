/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "put_float.h"

bool posix_convert_float(struct cos_sink *sink, char kind, const struct cos_conversion *how,
                         va_list *arguments)
{
    double value;
    uint64_t bits;

    if (memchr("efgEFG", kind, 6) == NULL)
        return false;
    value = va_arg(*arguments, double);
    memcpy(&bits, &value, sizeof bits);
    posix_put_float(sink, kind, how, bits);
    return true;
}
