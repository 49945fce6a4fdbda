/* SPDX-License-Identifier: BSD-2-Clause */
#include <cos/runtime.h>

int posix_ready(void)
{
    return cos_ready() == 0 ? 0 : -1;
}
