/* SPDX-License-Identifier: BSD-2-Clause */
/* What the component remembers of each granted device for its next life. */
#ifndef DEVICES_RECORDS_H
#define DEVICES_RECORDS_H

#include <device_work.h>

#include "pci.h"

enum record_stage {
    RECORD_LIVES,
    RECORD_QUIET,  /* it has been stopped, at its driver's end, and may still access memory */
    RECORD_SILENT, /* its end is over */
};

struct record {
    uint16_t place; /* plus 1; 0: the device has not been found yet */
    uint8_t line;   /* of the interrupt controllers, plus 1; 0: it interrupts by none */
    uint8_t stage;  /* enum record_stage */
    struct pci_end end;
};

/* Components whose devices are attached, as WORK_ATTACHED says. */
extern bool attached[EVM_COMPONENTS];

/* The record of the component's device of that index. */
struct record *record_of(uint64_t id, uint64_t index);

#endif
