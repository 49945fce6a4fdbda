/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the first link of the component whose id is two less than its own; it has no part in that
 * link. */
#include <cos/print.h>
#include <cos/runtime.h>

int main(const struct cos_start *start)
{
    cos_print("%u links\n", start->link_count);
    return *(volatile int *)COS_LINK_ADDRESS(start->id - 2, 0);
}
