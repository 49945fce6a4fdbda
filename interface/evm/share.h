/* SPDX-License-Identifier: BSD-2-Clause */
/* A component's share of the CPU (docs/scheduling.md). In the manifest (`cpu`), in the image, and
 * of the scheduler. */
#ifndef EVM_SHARE_H
#define EVM_SHARE_H

#define SCHED_SLICE_US 10000 /* of a thread without a budget */
/* A thread with a budget has slices of this part of SCHED_SLICE_US or of its period. */
#define SCHED_SLICE_PARTS 10

#define SCHED_WEIGHT          100 /* unless the manifest gives another one */
#define SCHED_WEIGHT_MOST     10000
#define SCHED_BUDGET_LEAST_US 100
#define SCHED_PERIOD_MOST_US  1000000

#endif
