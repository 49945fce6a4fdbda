/* SPDX-License-Identifier: BSD-2-Clause */
/* The components of a built system, as its image describes them: where their parts lie, and who
 * uses whom. */
#ifndef FAULT_SUBJECTS_H
#define FAULT_SUBJECTS_H

#include <cos/start.h>
#include <evm/image.h>

#include "base/base.h"
#include "target.h"

struct subject {
    const struct evm_component *component;
    const struct evm_segment *text, *data; /* NULL: it has none */
    uint64_t heap, heap_pages;             /* memory behind its data */
    const struct evm_symbols *symbols;     /* NULL: none */
    uint64_t links[COS_START_LINKS];       /* addresses of the links that it shares */
    unsigned link_count;
    /* Components, a bit each: with a link or a gate to it or from it; with the same text; and those
     * that may wait for an answer of it, also through services. */
    uint64_t peers, sharers, waiting;
};

struct subjects {
    struct subject *item;
    uint32_t count;
    const char *image; /* its bytes, and its address in the machine */
    uint64_t physical;
    char system[EVM_NAME];
    bool scrubs; /* the supervisor looks for damaged pages by itself */
    struct target_tick tick;
};

/* Describes the components of a bootable file of the tool's own, which the caller keeps. */
enum outcome subjects_read(const struct buffer *bootable, struct subjects *subjects);
void subjects_free(struct subjects *subjects);

/* Returns the number of that component; -1: there is none. */
int subject_find(const struct subjects *subjects, const char *name);
/* Returns the function at or before an address, and sets *end to the address behind it. NULL: there
 * is none. */
const char *subject_function(const struct subject *subject, uint64_t address, uint64_t *end);

#endif
