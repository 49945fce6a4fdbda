/* SPDX-License-Identifier: BSD-2-Clause */
/* The calls of carriers.c, by caller.c: a0 = kind, a1 = value. */
#ifndef CARRIERS_H
#define CARRIERS_H

enum kind {
    CALL_ADD,   /* result: value + 1, at once */
    CALL_SLEEP, /* the same, after `value` microseconds */
    CALL_COUNT, /* takes a lock, counts, with others let in meanwhile; result: 0 */
    CALL_MEET,  /* waits for another caller to come, 20 ms at most; result: whether one came */
    CALL_DONE,  /* the caller has finished; value = its number of CALL_COUNT */
};

#endif
