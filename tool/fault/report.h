/* SPDX-License-Identifier: BSD-2-Clause */
/* What has come of all faults: tables, and JSON. */
#ifndef FAULT_REPORT_H
#define FAULT_REPORT_H

#include <stdio.h>

#include "campaign.h"

/* Prints a line on a fault. */
void report_fault(FILE *out, const struct subjects *subjects, const struct fault *fault);
/* Prints tables by target and by kind. */
void report_tables(FILE *out, const struct campaign *campaign);
void report_json(FILE *out, const struct campaign *campaign);

struct totals {
    uint32_t injected, activated, manifested, contained, recovered, escaped;
};
/* Counts the faults of a target and a kind; -1: of all. */
struct totals report_totals(const struct campaign *campaign, int target, int kind);

#endif
