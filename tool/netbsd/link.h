/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes the ELF file of a VM with a NetBSD guest: compiles its client and links that with the
 * components, the C library for clients and the hypercall layer. */
#ifndef NETBSD_LINK_H
#define NETBSD_LINK_H

#include "manifest/manifest.h"
#include "set.h"

struct netbsd_program {
    char *folder; /* for what is made here; removed by netbsd_program_free() */
    char *elf;
    char *map; /* the linker's map: where each piece of it came from (system/link_map.h) */
};

/* Links VM number `vm`, with the components chosen (of set->count). After an error, which has been
 * printed, the result still is to be freed. */
enum outcome netbsd_link(const struct manifest *manifest, uint32_t vm, const struct netbsd_set *set,
                         const bool chosen[], bool verbose, struct netbsd_program *program);
void netbsd_program_free(struct netbsd_program *program);

#endif
