/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Floods the switch with frames that it drops, each with a ring of its own, as that costs the
 * switch most; and with rings for nothing. Never waits.
 */
#include "flood.h"

#define RINGS 8 /* for nothing, after each frame */

static struct sample sample;

int main(const struct cos_start *start)
{
    (void)start;
    /* from an address that no interface has */
    sample_ipv4(&sample, FRAMES_ALL, 0x020000000077, 0x0a000077, 0x0a000002, 60);
    return flood(&sample, RINGS);
}
