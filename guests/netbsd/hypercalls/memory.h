/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory of a NetBSD VM, behind its data and bss. The allocator gives out runs of pages and, for
 * requests of up to half a page, pieces of pages. Allocating and freeing take a few instructions in
 * the usual case. It needs no locks (threads/thread.h) and makes no system calls, so its test runs
 * on the build machine.
 */
#ifndef NETBSD_MEMORY_H
#define NETBSD_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#define MEMORY_PAGE        4096
#define MEMORY_ALIGN       16         /* the least alignment of all memory */
#define MEMORY_LARGEST_RUN (1u << 31) /* pages */

/* Hands over [start, start + pages * MEMORY_PAGE), all zero; `start` is page-aligned, pages <=
 * MEMORY_LARGEST_RUN. Called once, before the other functions. Bookkeeping takes 16 bytes for each
 * page. */
void memory_start(void *start, size_t pages);

/* `bytes` (0 counts as 1) at a multiple of `align`: 0 or a power of two. NULL: no such piece is
 * left. */
void *memory_get(size_t bytes, size_t align);

/* Frees memory of memory_get(); `bytes` as requested. NULL is allowed. Calls memory_broken() for an
 * address that it can tell was not allocated so. */
void memory_put(void *memory, size_t bytes);

struct memory_usage {
    size_t pages;       /* all that memory_start() got */
    size_t used_pages;  /* given out, and bookkeeping */
    size_t peak_pages;  /* the largest used_pages so far */
    size_t piece_pages; /* those of used_pages that are cut into pieces */
    size_t piece_bytes; /* given out from these */
};
void memory_usage(struct memory_usage *usage);

/* Handles an address that memory_put() cannot free. The allocator's user defines it. Must not
 * return. */
_Noreturn void memory_broken(const void *memory);

#endif
