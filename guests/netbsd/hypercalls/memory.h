/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory of a NetBSD VM: what lies behind data and bss. Page runs, and up to half a page also
 * pieces of pages. Both directions take a few instructions in the usual case. No locks are needed
 * (threads/thread.h); it makes no system calls, so it also runs on the build machine, for its test.
 */
#ifndef NETBSD_MEMORY_H
#define NETBSD_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#define MEMORY_PAGE        4096
#define MEMORY_ALIGN       16         /* that of all memory, at least */
#define MEMORY_LARGEST_RUN (1u << 31) /* pages */

/* Hands over [start, start + pages * MEMORY_PAGE), all zero; `start` is page-aligned, pages <=
 * MEMORY_LARGEST_RUN. Once, before all else. 16 bytes for each page are kept for bookkeeping. */
void memory_start(void *start, size_t pages);

/* `bytes` (0 is taken for 1) at a multiple of `align`: 0 or a power of two. NULL: there
 * is no such piece left. */
void *memory_get(size_t bytes, size_t align);

/* Takes back what memory_get() gave; `bytes` as asked for. NULL is allowed. An address that was not
 * given, as far as that can be seen, goes to memory_broken(). */
void memory_put(void *memory, size_t bytes);

struct memory_usage {
    size_t pages;       /* all that memory_start() got */
    size_t used_pages;  /* given out, and bookkeeping */
    size_t peak_pages;  /* most of the former so far */
    size_t piece_pages; /* those of used_pages that are cut into pieces */
    size_t piece_bytes; /* given out of these */
};
void memory_usage(struct memory_usage *usage);

/* Called with an address that memory_put() cannot take; defined by the user of this
 * allocator. Must not return. */
_Noreturn void memory_broken(const void *memory);

#endif
