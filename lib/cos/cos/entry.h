/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry stubs: how a component offers its functions to component calls. cos/stacks.h describes the
 * stacks: the symbols that these macros define tell the tool which sets a component needs, and the
 * booter maps them.
 *
 * COS_ENTRY(symbol, function): defines `symbol`, the entry for a gate, which runs
 *     struct cos_result function(a0, a1, a2, a3, token, thread) on the stack that the component has
 *     for that thread, and returns its two results to the caller. All such entries of a component
 *     share a set of stacks, so a thread can be inside only once. If it comes again, directly or
 *     through other components, the caller gets -COS_EDEPTH; a thread that no gate of the image can
 *     bring gets -COS_EDENIED. In both cases the function is not called. One word of bits records
 *     the threads inside, and each change of it is a single instruction, so a thread may be
 *     preempted anywhere, and another one enter, without a lock. (One core; more cores need `lock`
 *     prefixes.)
 * COS_FAULT_ENTRY(symbol, function): the same for faults that the component handles itself, on
 *     stacks of another set. A fault of a thread that is already in the handler leaves the
 *     component (the result is neither COS_RESUME nor COS_UNWIND).
 * COS_ENTRY_ALONE(symbol, function): for components that cannot be interrupted (COS_COMP_NOINTR)
 *     and do not block while called: all threads use the same stack.
 * COS_STACK(bytes): the size of the first thread's stack, whole pages, instead of COS_STACK_BYTES.
 */
#ifndef COS_ENTRY_H
#define COS_ENTRY_H

#include <cos/abi.h>
#include <cos/stacks.h>
#include <stdint.h>

/* What a component call returns: a first result (0 or positive, or a negative COS_E*) and a second
 * one. */
struct cos_result {
    int64_t value;
    uint64_t extra;
};

#define COS_TEXT_(x) #x
#define COS_TEXT(x)  COS_TEXT_(x)

/* clang-format off */
#define COS_STACK(bytes)                                                                           \
    __asm__(".globl evm_stack_bytes\n .set evm_stack_bytes, " COS_TEXT(bytes) "\n")
/* clang-format on */

#define COS_STUB_FUNCTION(function)                                                                \
    struct cos_result function(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token, \
                               uint64_t thread)

#include <cos/stubs.h>

#define COS_ENTRY(symbol, function) COS_ENTRY_AS(symbol, function, 0, COS_TEXT(COS_CALLERS), "3f")
#define COS_FAULT_ENTRY(symbol, function) \
    COS_ENTRY_AS(symbol, function, 1, COS_TEXT(COS_CALLERS) " + 8", "3f")

#endif
