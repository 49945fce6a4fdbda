/* SPDX-License-Identifier: BSD-2-Clause */
/* Verbs for running systems. */
#ifndef LIVE_H
#define LIVE_H

#include "base/base.h"

#define LIVE_INTERVAL 2  /* seconds between the tables of `evm top`, unless the user says more */
#define LIVE_PATIENCE 30 /* seconds that `evm stop` waits, likewise */

struct live_options {
    const char *target; /* NULL: the only system that runs */
    const char *since;  /* as given; NULL: from the beginning */
    uint64_t since_ms;
    bool follow;
    uint32_t count;    /* tables; 0: no limit */
    uint32_t interval; /* seconds */
    uint32_t patience; /* seconds */
};

/* Exit statuses of these verbs, beside 0 and OUTCOME_USAGE. */
enum live_status {
    LIVE_REFUSED = OUTCOME_MISTAKE, /* the system refuses it, or has no such component */
    LIVE_HOST = OUTCOME_HOST,       /* no such system, or it does not answer */
    LIVE_TIMEOUT = 124              /* `evm stop`: it has not ended in time, and was ended */
};

int live_ps(const struct live_options *options, bool json);
int live_top(const struct live_options *options, bool json);
/* name: of a component; NULL: all output. */
int live_logs(const struct live_options *options, const char *name);
int live_kill(const struct live_options *options, const char *name);
int live_restart(const struct live_options *options, const char *name);
int live_stop(const struct live_options *options);

#endif
