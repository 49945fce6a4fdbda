/* SPDX-License-Identifier: BSD-2-Clause */
/* What a VM has at its end of a link with the switch; or a network interface, of whose link the
 * switch is the owner. */
#ifndef NIC_H
#define NIC_H

#include <cos/start.h>
#include <ether.h>
#include <link/link.h>

#include "frames.h"

struct nic {
    struct link link;
    bool owner;
    struct link_slot slots[ETHER_CHANNELS * ETHER_DEPTH];
    unsigned restarts;      /* of the switch */
    unsigned flying;        /* requests that it has not completed */
    struct ether_info info; /* what it said last */
    bool informed;
    int32_t status; /* of the request that was completed last */
};

/* link: which one of the component's. False: it cannot be used. */
bool nic_open(struct nic *nic, unsigned link);

/* To be called first after each wake-up. False: the switch is not there. */
bool nic_poll(struct nic *nic);

/* False: no buffer is free. link_flush() shows it. */
bool nic_send(struct nic *nic, const struct sample *sample);
bool nic_ask(struct nic *nic);

/* The next frame that has come; false: none. */
bool nic_receive(struct nic *nic, struct sample *sample);

#endif
