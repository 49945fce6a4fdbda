/* SPDX-License-Identifier: BSD-2-Clause */
/* Floods another VM with short frames that the switch forwards, each with a ring of its own. Never
 * waits. */
#include <cos/runtime.h>

#include "../netswitch/nic.h"

static struct nic nic;
static struct sample sample;

int main(const struct cos_start *start)
{
    (void)start;
    if (!nic_open(&nic, 0))
        return 1;
    sample_ipv4(&sample, 0x020000000002, 0x020000000001, 0x0a000001, 0x0a000002, 60);
    for (;;)
        if (nic_poll(&nic) && nic_send(&nic, &sample))
            link_flush(&nic.link);
}
