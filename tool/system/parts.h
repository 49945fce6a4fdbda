/* SPDX-License-Identifier: BSD-2-Clause */
/* The components of a system's image: its root components, then its VMs, whose guest kernels and
 * file systems are made here. */
#ifndef PARTS_H
#define PARTS_H

#include "image/image.h"
#include "netbsd/link.h"
#include "system.h"

struct parts {
    struct part *part; /* of VM number n: manifest_component(n) */
    uint32_t count;
    struct netbsd_program *programs; /* of each VM; empty but for NetBSD guests */
};

/* Makes them. After an error, which has been printed, the result still is to be freed. */
enum outcome parts_make(const struct system *system, bool verbose, struct parts *parts);
void parts_free(struct parts *parts, uint32_t vm_count);

#endif
