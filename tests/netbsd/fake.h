/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stands in for a rump kernel: its one CPU, which threads take and give up as the real one has it -
 * by hypercalls - and a big lock, whose depth is handed through the upcalls. Each wrong call is
 * counted.
 */
#ifndef FAKE_H
#define FAKE_H

#include <cos/runtime.h>
#include <rumpuser.h>
#include <stdbool.h>

#define FAKE_LWPS 64

struct lwp {
    int locks; /* depth of the big lock while this lwp has the CPU */
};

extern struct lwp fake_lwps[FAKE_LWPS];
extern struct rumpuser_mtx *fake_cpu_mutex; /* the scheduler's: SPIN */
extern unsigned fake_wrong;                 /* upcalls that should not have come so */
extern unsigned fake_releases;              /* times that a hypercall gave the CPU up */

/* Once: memory, threads, the upcalls. The caller has fake_lwps[0] and the CPU. */
void fake_start(const struct cos_start *start);

void fake_schedule(void);
void fake_unschedule(void);
bool fake_have_cpu(void);

/* Makes a joinable thread that runs function(argument) with the CPU and
 * fake_lwps[lwp]; and joins it. */
void *fake_thread(void (*function)(void *), void *argument, int lwp);
void fake_join(void *cookie);

/* Lets all others run until they wait. */
void fake_let_others_run(void);

#endif
