/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entropy: the CPU's own source, and where it has none, the jitter of its time; and the machine's source, if the
 * manifest grants it (`rng`). Nothing is stretched: each 64 bits are drawn anew. What the rump kernel makes of them is
 * its own generator's business.
 */
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <errno.h>
#include <links.h>
#include <rng.h>
#include <rumpuser.h>

#include "random.h"
#include "x86_64/entropy.h"

#define VARIED_TIMES 256  /* different from the one before: a quarter of a bit from each */
#define MOST_TIMES   8192
#define WALK         1024 /* bytes, walked through in an order that the times decide */
#define GOLDEN       0x9e3779b97f4a7c15ull

/* Reversible: no state loses entropy to it. */
static uint64_t stir(uint64_t state, uint64_t input)
{
    state = (state ^ input) * GOLDEN;
    return state ^ state >> 29;
}

bool random_from_jitter(uint64_t *word)
{
    static volatile uint8_t walk[WALK];
    static uint64_t state = GOLDEN;
    uint64_t before = cos_tsc(), length_before = 0;
    unsigned varied = 0;

    for (unsigned i = 0; i < MOST_TIMES && varied < VARIED_TIMES; i++) {
        uint64_t now, length;

        walk[state % WALK]++;
        now = cos_tsc();
        length = now - before;
        varied += length != length_before;
        state = stir(state, now);
        before = now;
        length_before = length;
    }
    *word = stir(state, before);
    return varied == VARIED_TIMES;
}

/* The gate to the driver of the machine's source; 0: none is granted. */
static uint64_t rng_gate(void)
{
    static bool known;
    static uint64_t gate;

    if (!known) {
        const char *digit = channels_find("rng", "0");

        for (; digit != NULL && *digit >= '0' && *digit <= '9'; digit++) {
            gate = 10 * gate + (uint64_t)(*digit - '0');
        }
        known = true;
    }
    return gate;
}

/* False: there is none, or its driver is not there, or has no more just now. */
static bool random_from_machine(uint64_t *word)
{
    struct cos_result result = { .value = -COS_ENOENT };

    if (rng_gate() != 0) {
        result = cos_call(rng_gate(), RNG_WORD, 0, 0, 0);
    }
    *word = result.extra;
    return result.value == 0;
}

/* Of two sources, which together are worth no less than the better one. False: neither has any. */
static bool draw(uint64_t *word)
{
    uint64_t own = 0, other = 0;
    bool good = entropy_from_cpu(&own) || random_from_jitter(&own), more = random_from_machine(&other);

    *word = more ? own ^ other : own;
    return good || more;
}

static void say_that_there_is_none(void)
{
    static bool said;

    if (!said) {
        rumpuser_dprintf("random: there is no source: this CPU has neither RDSEED nor RDRAND, its time does not vary, "
                         "and %s. Random numbers and keys can be guessed\n",
                         rng_gate() != 0 ? "the machine's source (`rng`) does not answer"
                                         : "the manifest does not give this VM one: say `rng: yes`");
        said = true;
    }
}

int rumpuser_getrandom(void *buffer, size_t bytes, int flags, size_t *filled)
{
    size_t done = 0;

    *filled = 0;
    if ((flags & ~(RUMPUSER_RANDOM_HARD | RUMPUSER_RANDOM_NOWAIT)) != 0) {
        return EINVAL;
    }
    while (done < bytes) {
        uint64_t word;
        size_t part = bytes - done < sizeof(word) ? bytes - done : sizeof(word);

        if (!draw(&word)) {
            say_that_there_is_none();
            if ((flags & RUMPUSER_RANDOM_NOWAIT) != 0) {
                break;
            }
        }
        memcpy((char *)buffer + done, &word, part);
        done += part;
    }
    *filled = done;
    return done > 0 || bytes == 0 ? 0 : EAGAIN;
}
