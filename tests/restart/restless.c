/* SPDX-License-Identifier: BSD-2-Clause */
/* Begins anew at once, always. */
#include <cos/runtime.h>

int main(const struct cos_start *start)
{
    (void)start;
    cos_reboot();
}
