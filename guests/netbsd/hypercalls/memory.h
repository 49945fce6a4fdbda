/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory of a NetBSD VM: what lies behind data and bss. Page runs, and for less than half a page power-of-two pieces
 * of pages. Both directions take a few instructions in the usual case. No locks are needed (threads/thread.h); it
 * makes no system calls, so it also runs on the build machine, for its test.
 */
#ifndef NETBSD_MEMORY_H
#define NETBSD_MEMORY_H

#include <stddef.h>
#include <stdint.h>

/* Hands over [start, start + pages * 4096), zeroed or not; `start` page-aligned. Once, before all else. Keeps 2
 * bytes of it for each page. */
void memory_start(void *start, size_t pages);

/* `bytes` (0 is taken for 1) at a multiple of `align`: 0 or a power of two; at least 16-byte aligned. NULL: none
 * left. */
void *memory_get(size_t bytes, size_t align);

/* Takes back what memory_get() gave; `bytes` as asked for. NULL is allowed. A piece that was never given, or given
 * back twice where that can be seen, ends the VM by memory_broken(). */
void memory_put(void *memory, size_t bytes);

struct memory_usage {
    size_t pages;       /* all that memory_start() got */
    size_t used_pages;  /* given out, bookkeeping and pages of pieces included */
    size_t peak_pages;  /* most of the former so far */
    size_t piece_bytes; /* given out in pieces of pages */
};
void memory_usage(struct memory_usage *usage);

/* Called with an address that memory_put() cannot take; defined by the user of this allocator. Must not return. */
_Noreturn void memory_broken(const void *memory);

#endif
