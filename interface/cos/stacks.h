/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a component's stacks are. Constants only: C and assembly both include this file.
 *
 * All are in the page-table leaf of the start page (cos/start.h). Below each stack is a page where
 * nothing is ever mapped, so that a stack which is too small is a page fault there and not other
 * data overwritten; the supervisor reports such a fault as a stack overflow. The booter maps
 * exactly the stacks that the image names.
 *
 * - The first thread's stack ends at COS_STACK_TOP; it has `stack_pages` of struct cos_start.
 *   Guests (Linux) and the booter have one of their own instead, and none here.
 * - Stacks for callers, a page each. A thread's id (the callee's r10) is the id of the component
 *   that the thread began in, 0 .. 63, as only the booter's threads are ever dispatched; so a stack
 *   is chosen by it. The component has one for each thread that its gates and those of others can
 *   bring to it (`callers` of struct cos_start): no call is refused for want of a stack. Set 0 is
 *   for calls; set 1 for faults that the component handles itself, as these happen to threads that
 *   are on a stack of set 0 already.
 */
#ifndef COS_STACKS_H
#define COS_STACKS_H

#define COS_STACK_TOP  0x100000 /* end of the first thread's stack */
#define COS_STACK_MOST 64       /* most pages of it */
/* what it has unless the program (COS_STACK) or the manifest (`stack`) says other */
#define COS_STACK_BYTES 8192
#define COS_STACK_AREA  0xbf000 /* from here on stacks and their guard pages */

#define COS_STACKS       0x100000 /* the callers' stacks */
#define COS_STACKS_END   0x200000
#define COS_STACK_STRIDE 0x2000 /* a guard page, and above it the stack */
#define COS_STACK_SETS   2
#define COS_STACK_SET    0x80000 /* bytes of a set: 64 stacks */
/* The first byte of the stack of a thread. */
#define COS_STACK_LOW(set, thread) \
    (COS_STACKS + (set)*COS_STACK_SET + (thread)*COS_STACK_STRIDE + 0x1000)

/* address of cos_start.callers: a bit for each thread that has a stack, a word a set */
#define COS_CALLERS 0x10020

#endif
