/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes the ELF file of a NetBSD VM: compiles its client and links it with the components, the C
 * library for clients and the hypercall layer. */
#ifndef NETBSD_LINK_H
#define NETBSD_LINK_H

#include "manifest/manifest.h"
#include "set.h"

struct netbsd_program {
    char *folder; /* of the files below; netbsd_program_free() removes it */
    char *elf;
    char *map; /* the linker's map, with the origin of each piece (system/link_map.h) */
};

/* Links VM number `vm` with the chosen components (of set->count). Prints errors. The caller frees
 * the result even after an error. */
enum outcome netbsd_link(const struct manifest *manifest, uint32_t vm, const struct netbsd_set *set,
                         const bool chosen[], bool verbose, struct netbsd_program *program);
void netbsd_program_free(struct netbsd_program *program);

#endif
