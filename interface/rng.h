/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A source of entropy: component calls through a gate to entry 0 of the component that has the
 * device. The words are the device's, as it gives them: random as far as it is trusted. No word is
 * given out twice. Words that have come are shared out among the clients that have ever asked: who
 * takes all of its own leaves the others theirs.
 */
#ifndef RNG_H
#define RNG_H

enum rng_method {
    RNG_WORD,  /* second result: 64 random bits. EAGAIN: none just now, the client's share is used
                  up, or too many ask at once; try again later */
    RNG_GIVEN, /* second result: how many words all callers have got since the component started */
};

#endif
