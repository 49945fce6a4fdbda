/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of kernel operations (cos/operations.h) in a form for the tests. */
#ifndef OPERATIONS_H
#define OPERATIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "cos/abi.h"

struct operation_needs {
    uint8_t type, right;   /* what the slot must hold; COS_CAP_NONE: any type */
    const char *arguments; /* their names: "page, free_slot" */
};
extern const struct operation_needs operation_needs[COS_OPS];

/* Returns the errors that the table lets an operation return: bit n for error n. */
uint32_t operation_errors(unsigned op);
const char *operation_name(unsigned op);

/* The errors that calls have returned since the program began, except calls after which another
 * thread runs. */
extern uint32_t operation_seen[COS_OPS];
/* Notes a result. Returns false if the table does not name that error. */
bool operation_note(unsigned op, int64_t result);

#endif
