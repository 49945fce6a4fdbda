/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes short lines to the console without end. */
#include <cos/print.h>

int main(const struct cos_start *start)
{
    (void)start;
    for (;;)
        cos_print("\n");
}
