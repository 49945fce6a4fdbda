/* SPDX-License-Identifier: BSD-2-Clause */
/* The machine's source of entropy, for tests. Where its words are the numbers 1, 2, ... (`# words:`
 * of tests/boot), those missing between two words of one component went to other components. The
 * gate is the component's first one. */
#ifndef RNG_WORDS_H
#define RNG_WORDS_H

#include <cos/runtime.h>
#include <cos/syscall.h>
#include <rng.h>

#define RNG_TRIES    20000
#define RNG_PAUSE_US 100

/* Takes a word. Returns a negative error if there is none within two seconds, or no driver. */
static inline int64_t rng_take(uint64_t *word)
{
    struct cos_result out;

    for (unsigned i = 0; i < RNG_TRIES; i++) {
        out = cos_call(COS_SLOT_CALL, RNG_WORD, 0, 0, 0);
        if (out.value != -COS_EAGAIN)
            break;
        cos_sleep(RNG_PAUSE_US);
    }
    *word = out.extra;
    return out.value;
}

/* Returns whether there is a driver: it knows no such method. */
static inline bool rng_is_there(void)
{
    return cos_call(COS_SLOT_CALL, UINT64_MAX, 0, 0, 0).value == -COS_ENOSYS;
}

#endif
