// SPDX-License-Identifier: GPL-2.0
/*
 * Strings of processes. UML's own copies them by strncpy(), which fills the rest of the buffer, for a path nearly a
 * page, byte by byte. The linker sends calls of strncpy_from_user() here (--wrap).
 */
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/uaccess.h>

/* Length of the string, `count`: it is longer, nothing ends it in `dst`. -EFAULT */
long __wrap_strncpy_from_user(char *dst, const char __user *src, long count)
{
    long bytes;

    if (count <= 0)
        return 0;
    bytes = strnlen_user(src, count); /* with its end */
    if (bytes == 0 || raw_copy_from_user(dst, src, min(bytes, count)))
        return -EFAULT;
    if (bytes <= count)
        dst[bytes - 1] = 0; /* another thread may have made it longer meanwhile */
    return strnlen(dst, min(bytes, count));
}
