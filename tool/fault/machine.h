/* SPDX-License-Identifier: BSD-2-Clause */
/* A machine in QEMU that runs from one breakpoint, or tick, to the next. Its time is its count of
 * instructions, so that nothing depends on how busy this machine is. */
#ifndef FAULT_MACHINE_H
#define FAULT_MACHINE_H

#include <sys/types.h>

#include "answer.h"
#include "gdb.h"
#include "lines.h"
#include "qmp.h"
#include "subjects.h"
#include "target.h"

struct machine_setup {
    const struct buffer *bootable;
    const struct subjects *subjects;
    uint64_t memory;               /* bytes */
    uint64_t pace;                 /* ns between two ticks */
    const struct strings *devices; /* arguments for QEMU */
    bool waits;                    /* time does not run ahead while it waits for devices */
    bool iommu;
    void (*line)(void *argument, const char *line); /* takes a line of the console */
    void *argument;
};

struct machine {
    struct target_cpu cpu; /* where it stands */
    uint64_t instructions; /* that it has executed */
    uint64_t now;          /* ns since it started, by the CPU's clock */
    char *problem;         /* MACHINE_BROKEN: a phrase */

    /* Its own. */
    const struct machine_setup *setup;
    struct gdb gdb;
    struct qmp qmp;
    pid_t qemu;
    int image, output, errors;
    struct lines lines;
    struct buffer messages;
    bool at_break;  /* it stands at a breakpoint, which it has to pass first */
    bool closed;    /* the console has ended */
    bool ticked;    /* the kernel's timer has interrupted */
    uint64_t alarm; /* ns: when the next tick is due; 0: never */
};

enum machine_event {
    MACHINE_BREAK,  /* it stands at a breakpoint */
    MACHINE_NUDGED, /* no breakpoint came for a while: it stands anywhere */
    MACHINE_ENDED,  /* QEMU has ended */
    MACHINE_BROKEN, /* it does not answer as it must: machine->problem */
    MACHINE_STOPPED /* the user wants to stop: wanted_end */
};

/* Starts it; it stands before its first instruction. Returns false after an error:
 * machine->problem. Call machine_end() in either case. */
bool machine_begin(struct machine *machine, const struct machine_setup *setup);
/* Sets or clears a breakpoint at a virtual address. */
bool machine_breakpoint(struct machine *machine, uint64_t address, bool set);
/* Runs the machine until something happens, a tick at `until` (ns) at the latest. Takes all text
 * that the console prints until then. */
enum machine_event machine_go(struct machine *machine, uint64_t until);
/* Executes one instruction. */
bool machine_step(struct machine *machine);
/* True if it stands at a tick: the first interrupt of the kernel's timer after some time. */
bool machine_ticks(const struct machine *machine);
/* A target_read(). */
bool machine_read(void *machine, uint64_t physical, void *bytes, size_t size);
void machine_end(struct machine *machine);

#endif
