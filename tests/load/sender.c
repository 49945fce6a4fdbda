/* SPDX-License-Identifier: BSD-2-Clause */
/* Floods another VM with short frames that the switch forwards, each with a ring of its own. Never
 * waits. */
#include "flood.h"

static struct sample sample;

int main(const struct cos_start *start)
{
    (void)start;
    sample_ipv4(&sample, 0x020000000002, 0x020000000001, 0x0a000001, 0x0a000002, 60);
    return flood(&sample, 0);
}
