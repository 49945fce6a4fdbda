/* SPDX-License-Identifier: BSD-2-Clause */
/* QEMU's control socket (QMP), for the number of instructions that the machine has executed. */
#ifndef FAULT_QMP_H
#define FAULT_QMP_H

#include "base/base.h"

struct qmp {
    int fd;            /* connected to QEMU */
    unsigned patience; /* ms to wait for an answer */
    struct buffer in;
    char *problem; /* NULL: none */
};

/* Return false after an error. */
bool qmp_begin(struct qmp *qmp);
bool qmp_instructions(struct qmp *qmp, uint64_t *instructions);
void qmp_end(struct qmp *qmp);

#endif
