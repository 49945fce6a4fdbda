/* SPDX-License-Identifier: BSD-2-Clause */
/* The interface of a component that counts for others what they do in many lives: entry 0. */
#ifndef TALLY_H
#define TALLY_H

enum tally_method {
    TALLY_BEGIN, /* a life begins: its number, from 1; second result: the sum so far */
    TALLY_ADD,   /* a1 is added: the sum */
};

#endif
