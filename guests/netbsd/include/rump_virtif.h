/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Network interfaces virt0, ... of the component net_virtif: the functions that it calls, and the
 * upcall for received frames. The rump kernel calls rumpcomp_virt_* while it holds its CPU.
 * NetBSD's archive fixes names and types.
 */
#ifndef RUMP_VIRTIF_H
#define RUMP_VIRTIF_H

#include <rumpuser.h>

struct virtif_sc;   /* the rump kernel's side of an interface */
struct virtif_user; /* ours */

/* Opens interface `number`, a decimal text. address[6]: a proposed Ethernet address, which the
 * manifest's replaces. ENXIO: the VM has no such interface; EBUSY, ENOSPC: its link is in use, or
 * too small; ENOMEM. */
int rumpcomp_virt_create(const char *number, struct virtif_sc *softc, uint8_t *address,
                         struct virtif_user **port);

/* Sends one frame. If no buffer is free, releases the CPU and waits for one, 10 ms at most. Drops
 * the frame if none becomes free, if it is too long, or if the link has no other side. */
void rumpcomp_virt_send(struct virtif_user *port, struct rumpuser_iovec *parts, size_t count);

/* Ends delivery of frames. Returns 0. */
int rumpcomp_virt_dying(struct virtif_user *port);

/* Closes the interface, after rumpcomp_virt_dying(). Releases the CPU. */
void rumpcomp_virt_destroy(struct virtif_user *port);

/* In the rump kernel: copies a received frame. The caller holds its CPU. */
void rump_virtif_virt_deliverpkt(struct virtif_sc *softc, struct rumpuser_iovec *parts,
                                 size_t count);

#endif
