/* SPDX-License-Identifier: BSD-2-Clause */
#include "operations.h"

#define ERRORS_MOST 6

static const struct row {
    const char *name;
    uint8_t slot, right, caller, errors[ERRORS_MOST];
} rows[COS_OPS] = {
#define COS_OPERATION(name, function, slot, right, caller, arguments, results, ...) \
    [COS_OP_##name] = {#name, slot, right, caller, {__VA_ARGS__}},
#include "cos/operations.h"
};

const struct operation_needs operation_needs[COS_OPS] = {
#define COS_OPERATION(name, function, slot, right, caller, arguments, ...) \
    [COS_OP_##name] = {(slot) % COS_CAP_ANY, right, arguments},
#include "cos/operations.h"
};

uint32_t operation_seen[COS_OPS];

uint32_t operation_errors(unsigned op)
{
    const struct row *row = &rows[op];
    uint32_t errors = row->slot & COS_CAP_IGNORED && row->caller == COS_BY_ANY ? 0
                                                                               : 1u << COS_EDENIED;
    for (unsigned i = 0; i < ERRORS_MOST; i++)
        errors |= 1u << row->errors[i];
    return errors & ~1u;
}

const char *operation_name(unsigned op)
{
    return op < COS_OPS ? rows[op].name : "no operation";
}

bool operation_note(unsigned op, int64_t result)
{
    if (op >= COS_OPS)
        return result == -COS_ENOSYS;
    if (result >= 0)
        return true;
    if (result < -31)
        return false;
    operation_seen[op] |= 1u << -result;
    return operation_errors(op) >> -result & 1;
}
