/* SPDX-License-Identifier: BSD-2-Clause */
/* Component calls to the notary's entry 0. It keeps what they tell while their caller is killed. */
#ifndef NOTARY_H
#define NOTARY_H

enum notary_method {
    NOTARY_KEPT,  /* second result: number of the last round that is kept; 0: none */
    NOTARY_BEGIN, /* writes of a round begin */
    NOTARY_KEEP,  /* a1 = number of the round: all of it was written, and the
                     flush behind it is done */
    NOTARY_FOUND, /* a1 = sectors that hold neither the last round that is kept nor the next one, a2
                     = those that are all zero: a life has begun, and has read the disk */
    NOTARY_FAIL,  /* a request was not done */
    NOTARY_BREAK, /* the caller is about to break the rules of its link, and to end */
};

#endif
