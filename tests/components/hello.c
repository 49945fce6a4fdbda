/* SPDX-License-Identifier: BSD-2-Clause */
/* The smallest native component. */
#include <cos/print.h>
#include <cos/runtime.h>

int main(const struct cos_start *start)
{
    cos_print("ok - hello from %s\n", start->name);
    return 0;
}
