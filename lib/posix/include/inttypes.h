/* SPDX-License-Identifier: BSD-2-Clause */
/* printf's conversions for the types of stdint.h. */
#ifndef _INTTYPES_H
#define _INTTYPES_H

#include <stdint.h>

#define PRId8   "hhd"
#define PRId16  "hd"
#define PRId32  "d"
#define PRId64  "ld"
#define PRIdMAX "jd"
#define PRIdPTR "ld"
#define PRIi8   "hhi"
#define PRIi16  "hi"
#define PRIi32  "i"
#define PRIi64  "li"
#define PRIu8   "hhu"
#define PRIu16  "hu"
#define PRIu32  "u"
#define PRIu64  "lu"
#define PRIuMAX "ju"
#define PRIuPTR "lu"
#define PRIo32  "o"
#define PRIo64  "lo"
#define PRIx8   "hhx"
#define PRIx16  "hx"
#define PRIx32  "x"
#define PRIx64  "lx"
#define PRIxMAX "jx"
#define PRIxPTR "lx"
#define PRIX32  "X"
#define PRIX64  "lX"

#endif
