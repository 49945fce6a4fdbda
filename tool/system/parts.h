/* SPDX-License-Identifier: BSD-2-Clause */
/* The components of a system's image: root components, then VMs, whose guest kernels and file
 * systems this makes. */
#ifndef PARTS_H
#define PARTS_H

#include "image/image.h"
#include "netbsd/link.h"
#include "system.h"

struct parts {
    struct part *part; /* of VM number n: manifest_component(n) */
    uint32_t count;
    struct netbsd_program *programs; /* of each VM; empty for other guests than NetBSD */
};

/* Makes the parts. Prints errors. The caller frees the result even after an error. */
enum outcome parts_make(const struct system *system, bool verbose, struct parts *parts);
void parts_free(struct parts *parts, uint32_t vm_count);

#endif
