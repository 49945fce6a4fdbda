/* SPDX-License-Identifier: BSD-2-Clause */
/* Limits of POSIX calls; those of C's types come from the compiler's limits.h, which follows in the
 * search path. */
#ifndef _LIMITS_H
#define _LIMITS_H

#ifndef _GCC_LIMITS_H_
#define _LIBC_LIMITS_H_ /* tells the compiler's limits.h that no other follows */
#include_next <limits.h>
#endif

#define NAME_MAX    511
#define PATH_MAX    1024 /* with the NUL */
#define PIPE_BUF    512
#define IOV_MAX     1024
#define NGROUPS_MAX 16
#define OPEN_MAX    128
#define SSIZE_MAX   LONG_MAX

#endif
