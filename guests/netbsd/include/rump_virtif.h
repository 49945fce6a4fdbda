/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Network interfaces virt0, ... of the component net_virtif: what it calls, and the upcall for
 * frames that have come. Callers of rumpcomp_virt_*: the rump kernel, with its CPU. Names and types
 * are fixed by NetBSD's archive.
 */
#ifndef RUMP_VIRTIF_H
#define RUMP_VIRTIF_H

#include <rumpuser.h>

struct virtif_sc;   /* the rump kernel's side of an interface */
struct virtif_user; /* ours */

/* Begins with interface `number`, a decimal text. address[6]: an Ethernet address that it may have,
 * to be replaced by the manifest's. ENXIO: the VM has no such interface; EBUSY, ENOSPC: its link is
 * in use, or too small; ENOMEM. */
int rumpcomp_virt_create(const char *number, struct virtif_sc *softc, uint8_t *address,
                         struct virtif_user **port);

/* Sends one frame. If no buffer is free, releases the CPU and waits for one, 10 ms at most. A frame
 * is lost then, or if it is too long, or nobody is at the link's other side. */
void rumpcomp_virt_send(struct virtif_user *port, struct rumpuser_iovec *parts, size_t count);

/* Nothing is delivered any more from now on. 0. */
int rumpcomp_virt_dying(struct virtif_user *port);

/* After that: the end of it. Releases the CPU. */
void rumpcomp_virt_destroy(struct virtif_user *port);

/* In the rump kernel: takes a copy of a frame. Called with its CPU. */
void rump_virtif_virt_deliverpkt(struct virtif_sc *softc, struct rumpuser_iovec *parts,
                                 size_t count);

#endif
