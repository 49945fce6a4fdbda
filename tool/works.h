/* SPDX-License-Identifier: BSD-2-Clause */
/* The work of each verb. */
#ifndef WORKS_H
#define WORKS_H

#include "command/options.h"

/* Return the exit status. */
int check_work(const struct options *options);
int build_work(const struct options *options);
int run_work(const struct options *options);
int ps_work(const struct options *options);
int top_work(const struct options *options);
int logs_work(const struct options *options);
int kill_work(const struct options *options);
int restart_work(const struct options *options);
int stop_work(const struct options *options);
int fault_work(const struct options *options);
int crash_work(const struct options *options);
int size_work(const struct options *options);
int graph_work(const struct options *options);
int diff_work(const struct options *options);
int features_work(const struct options *options);
int init_work(const struct options *options);
int import_work(const struct options *options);
int help_work(const struct options *options);

#endif
