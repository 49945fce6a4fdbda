/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by the files that list facts. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "facts.h"

struct about { /* what the facts to be added have in common */
    struct facts *facts;
    const char *subject;
};

/* common.c */
/* Adds a fact. Takes ownership of `value`, which may be NULL: there is no such fact. */
void add_value(const struct about *about, enum fact_class class, uint64_t degree, const char *what,
               char *value);
/* Adds one fact for each text: "NOUN TEXT". */
void add_each(const struct about *about, enum fact_class class, const char *noun,
              const struct strings *texts);
/* Add facts that VMs, disks and switches have. */
void add_cpu(const struct about *about, const struct cpu *cpu);
void add_restart(const struct about *about, const struct evm_restart *policy);

/* settings.c */
/* Adds the facts of all VMs but the tool's own, of disks and switches, and of the system. */
void add_vms(struct facts *facts, const struct system *system);
void add_disks_and_switches(struct facts *facts, const struct manifest *manifest);
void add_system(struct facts *facts, const struct manifest *manifest);

#endif
