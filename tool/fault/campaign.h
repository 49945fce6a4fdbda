/* SPDX-License-Identifier: BSD-2-Clause */
/* One fault after the other in a running system, which starts anew when it is not well again. */
#ifndef FAULT_CAMPAIGN_H
#define FAULT_CAMPAIGN_H

#include "machine.h"
#include "plan.h"
#include "watch.h"

struct campaign {
    const struct subjects *subjects;
    struct machine_setup setup;
    struct fault_plan plan;
    uint32_t replay; /* number of the only fault; 0: all */
    uint64_t settle; /* ns from a start to the first fault */
    uint64_t window; /* ns in which the system must be well again */
    const regex_t *wrong;
    bool verbose; /* shows the console */
    /* is called after each fault */
    void (*tell)(const struct campaign *campaign, const struct fault *fault);

    /* The result. */
    struct fault *faults; /* plan.count, or one */
    uint32_t count;       /* faults that were tried */
    uint32_t starts;      /* of the system */
    char *problem;        /* why it could not go on; NULL: it could */

    /* Its own. */
    struct machine machine;
    struct watch watch;
    bool running;
    uint64_t speakers;                   /* components that print in each window, a bit each */
    uint32_t tainted[EVM_COMPONENTS];    /* number of the last fault in its life; 0: none */
    struct fault *fault;                 /* the current one */
    uint64_t functions[FAULT_FUNCTIONS]; /* that it waits for; */
    unsigned function_count;
    int spare[FAULT_FUNCTIONS];     /* how often others may still stop there */
    bool left_out[FAULT_FUNCTIONS]; /* until the next tick, or for good */
    bool struck;
    uint32_t begun; /* beginnings of functions; new lives of the target */
};

/* Runs all faults. Returns false if it could not; campaign->problem. A signal of the user ends it
 * early: wanted_end. Call campaign_end() in either case. */
bool campaign_run(struct campaign *campaign);
void campaign_end(struct campaign *campaign);

#endif
