/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a component's stacks are. Constants only: C and assembly both include this file.
 *
 * All are in the page-table leaf of the start page (cos/start.h). Below each stack is a guard page
 * that is never mapped, so that a stack overflow is a page fault there and overwrites no data; the
 * supervisor reports it as a stack overflow. The booter maps exactly the stacks that the image
 * names.
 *
 * - The first thread's stack ends at COS_STACK_TOP; it has `stack_pages` of struct cos_start.
 *   Guests (Linux) and the booter provide their own stack and have none here.
 * - Stacks for callers, a page each. A thread's id (the callee's r10) is the id of the component
 *   that the thread began in, 0 .. 63, as only threads that the booter makes are ever dispatched;
 *   it selects the stack. The component has one for each thread that its gates and those of others
 *   can bring to it (`callers` of struct cos_start): no call is refused for want of a stack. Set 0
 *   is for calls; set 1 for faults that the component handles itself, as the faulting thread may be
 *   on a stack of set 0.
 */
#ifndef COS_STACKS_H
#define COS_STACKS_H

#define COS_STACK_TOP  0x100000 /* end of the first thread's stack */
#define COS_STACK_MOST 64       /* most pages of it */
/* the default, unless the program (COS_STACK) or the manifest (`stack`) gives another size */
#define COS_STACK_BYTES 8192
#define COS_STACK_AREA  0xbf000 /* stacks and their guard pages begin here */

#define COS_STACKS       0x100000 /* the callers' stacks */
#define COS_STACKS_END   0x200000
#define COS_STACK_STRIDE 0x2000 /* a guard page, and above it the stack */
#define COS_STACK_SETS   2
#define COS_STACK_SET    0x80000 /* bytes of a set: 64 stacks */
/* The lowest address of a thread's stack. */
#define COS_STACK_LOW(set, thread) \
    (COS_STACKS + (set)*COS_STACK_SET + (thread)*COS_STACK_STRIDE + 0x1000)

/* address of cos_start.callers: a bit for each thread that has a stack, a word a set */
#define COS_CALLERS 0x10020

#endif
