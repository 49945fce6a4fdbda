/* SPDX-License-Identifier: BSD-2-Clause */
/* Floating point in formats. */
#ifndef POSIX_PUT_FLOAT_H
#define POSIX_PUT_FLOAT_H

#include <cos/print.h>
#include <stdint.h>

/* For cos_vformat_with(): converts e, f, g and their capitals for local clients; nothing for
 * component clients. */
cos_convert posix_convert_float;

/* Puts the double with these bits by conversion `kind`, correctly rounded (ties to even). */
void posix_put_float(struct cos_sink *sink, char kind, const struct cos_conversion *how,
                     uint64_t bits);

#endif
