/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A source of entropy: component calls through a gate to entry 0 of the component that has the
 * device. The words come from the device unchanged: they are as random as the device. No word is
 * given out twice. All clients that have ever asked share the available words equally: one that
 * uses up its share takes none of the others'.
 */
#ifndef RNG_H
#define RNG_H

enum rng_method {
    RNG_WORD,  /* second result: 64 random bits. EAGAIN: no word is available, the client's share is
                  used up, or too many threads call at once; try again later */
    RNG_GIVEN, /* second result: number of words that all callers have got since the component
                  started */
};

#endif
