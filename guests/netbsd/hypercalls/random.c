/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entropy comes from the CPU's own source or, if it has none, from the jitter of its timing, and
 * from the machine's source if the manifest grants it (`rng`). This code does not stretch entropy:
 * it draws each 64 bits anew. The rump kernel feeds them to its own generator.
 */
#include <cos/channel.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <errno.h>
#include <rng.h>
#include <rumpuser.h>

#include "jitter.h"
#include "entropy.h"

#define TIMES  1024 /* at least one in eight varies and gives half a bit */
#define WORK   256
#define STRIDE 67
#define WALK   1024 /* bytes, visited in an order that the times decide */
#define GOLDEN 0x9e3779b97f4a7c15ull

/* Reversible: no state loses entropy to it. */
static uint64_t stir(uint64_t state, uint64_t input)
{
    state = (state ^ input) * GOLDEN;
    return state ^ state >> 29;
}

/* Whether the same work takes a different time when it is repeated. It does not on a machine whose
 * time is its count of instructions, whatever pattern the times have. */
static bool time_varies(void)
{
    static volatile uint8_t walk[WALK];
    uint8_t lengths[2][WORK];
    unsigned varied = 0;

    for (unsigned pass = 0; pass < 2; pass++) {
        uint64_t before = cos_tsc();

        for (unsigned i = 0; i < WORK; i++) {
            uint64_t now;

            walk[i * STRIDE % WALK]++;
            now = cos_tsc();
            lengths[pass][i] = (uint8_t)(now - before);
            before = now;
        }
    }
    for (unsigned i = 0; i < WORK; i++)
        varied += lengths[0][i] != lengths[1][i];
    return varied >= WORK / 8;
}

bool random_from_jitter(uint64_t *word)
{
    static volatile uint8_t walk[WALK];
    static uint64_t state = GOLDEN;
    bool varies = time_varies();

    for (unsigned i = 0; i < TIMES; i++) {
        walk[state % WALK]++;
        state = stir(state, cos_tsc());
    }
    *word = state;
    return varies;
}

/* The gate to the driver of the machine's source; 0: the manifest grants none. */
static uint64_t rng_gate(void)
{
    static bool known;
    static uint64_t gate;

    if (!known) {
        struct evm_channel channel;

        gate = cos_channel_unit(cos_self(), EVM_CHANNEL_RNG, 0, &channel) ? channel.index : 0;
        known = true;
    }
    return gate;
}

/* False: the VM has no such source, its driver is dead, or it has no entropy at the moment. */
static bool random_from_machine(uint64_t *word)
{
    struct cos_result result = {.value = -COS_ENOENT};

    if (rng_gate() != 0)
        result = cos_call(rng_gate(), RNG_WORD, 0, 0, 0);
    *word = result.extra;
    return result.value == 0;
}

/* Combines two sources; the result is worth no less than the better one. False: neither has any. */
static bool draw(uint64_t *word)
{
    uint64_t own = 0, other = 0;
    bool good = entropy_from_cpu(&own) || random_from_jitter(&own),
         more = random_from_machine(&other);

    *word = more ? own ^ other : own;
    return good || more;
}

static void say_that_there_is_none(void)
{
    static bool said;

    if (!said) {
        rumpuser_dprintf("random: there is no source: this CPU has " ENTROPY_LACKS
                         ", its timing does not vary, and %s. An attacker can guess random numbers "
                         "and keys\n",
                         rng_gate() != 0
                             ? "the machine's source (`rng`) does not answer"
                             : "the manifest does not give this VM one: say `rng: yes`");
        said = true;
    }
}

int rumpuser_getrandom(void *buffer, size_t bytes, int flags, size_t *filled)
{
    size_t done = 0;

    *filled = 0;
    if ((flags & ~(RUMPUSER_RANDOM_HARD | RUMPUSER_RANDOM_NOWAIT)) != 0)
        return EINVAL;
    while (done < bytes) {
        uint64_t word;
        size_t part = bytes - done < sizeof(word) ? bytes - done : sizeof(word);

        if (!draw(&word)) {
            say_that_there_is_none();
            if ((flags & RUMPUSER_RANDOM_NOWAIT) != 0)
                break;
        }
        memcpy((char *)buffer + done, &word, part);
        done += part;
    }
    *filled = done;
    return done > 0 || bytes == 0 ? 0 : EAGAIN;
}
