/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of kernel operations (cos/operations.h), as the tests use it. */
#ifndef OPERATIONS_H
#define OPERATIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "cos/abi.h"

struct operation_needs {
    uint8_t type, right; /* what the slot must hold; COS_CAP_NONE: a capability of any type */
};
extern const struct operation_needs operation_needs[COS_OPS];

/* The errors that the table lets an operation return: bit n for error n. */
uint32_t operation_errors(unsigned op);
const char *operation_name(unsigned op);

/* The errors that calls have returned since the program began. A call after which its caller does
 * not go on at once is not noted. */
extern uint32_t operation_seen[COS_OPS];
/* Notes a result; false: the table does not name that error. */
bool operation_note(unsigned op, int64_t result);

#endif
