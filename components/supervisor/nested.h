/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The components that a thread is in: it has called from one into the next. The kernel only says
 * whether a thread is in a given component, so the search asks for one after the other; and it ends
 * after some questions, as the supervisor's priority is above all VMs'. No system calls.
 */
#ifndef SUPERVISOR_NESTED_H
#define SUPERVISOR_NESTED_H

#include <cos/values.h>
#include <stdint.h>

#define NESTED_MOST 512 /* questions for one thread: with 60 components it is found in eight */

struct nested {
    uint64_t id; /* of the thread */
    /* COS_OP_THREAD_INSPECT of its instruction pointer in component `within`, after `up` calls have
     * returned */
    struct cos_values (*ask)(uint64_t id, uint64_t within, uint64_t up);
    unsigned asked;
};

/* Finds the component in which the thread is, or goes on after `up` calls have returned. Returns
 * the first answer; EDENIED: it is a vital one; ENOENT: there are fewer calls, or there were
 * too many questions. */
struct cos_values nested_find(struct nested *nested, uint64_t up, uint64_t *within);

#endif
