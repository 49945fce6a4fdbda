/* SPDX-License-Identifier: BSD-2-Clause */
#include "shares.h"

#define POOL SHARES_CLIENTS

static uint32_t credit[SHARES_CLIENTS + 1]; /* words of each client, and of the pool */
static bool known[SHARES_CLIENTS + 1] = {[POOL] = true};
static uint32_t clients;
static uint32_t fresh; /* words that no client has yet: for the driver's thread only */

/* Returns the size of a share. One share is kept for the next new client. */
static uint32_t share(void)
{
    return SHARES_WORDS / (__atomic_load_n(&clients, __ATOMIC_RELAXED) + 1);
}

/* Takes up to `most` words from a credit that other threads may change. Returns their number. */
static uint32_t take(uint32_t *from, uint32_t most)
{
    uint32_t have = __atomic_load_n(from, __ATOMIC_RELAXED), taken;

    do {
        taken = have < most ? have : most;
    } while (!__atomic_compare_exchange_n(from, &have, have - taken, false, __ATOMIC_ACQ_REL,
                                          __ATOMIC_RELAXED));
    return taken;
}

static void give(uint32_t *to, uint32_t words)
{
    __atomic_add_fetch(to, words, __ATOMIC_ACQ_REL);
}

static void welcome(uint64_t client)
{
    __atomic_add_fetch(&clients, 1, __ATOMIC_RELAXED);
    give(&credit[client], take(&credit[POOL], share()));
}

bool shares_take(uint64_t client, bool *ask)
{
    uint32_t left;

    *ask = client < SHARES_CLIENTS && !__atomic_exchange_n(&known[client], true, __ATOMIC_RELAXED);
    if (*ask)
        welcome(client);
    if (client >= SHARES_CLIENTS || take(&credit[client], 1) == 0)
        return false;
    left = __atomic_load_n(&credit[client], __ATOMIC_RELAXED);
    *ask = *ask || left == 0 || left == share() / 2;
    return true;
}

void shares_come(uint32_t words)
{
    fresh += words;
}

/* Takes back all beyond a share, since there may be more clients than before. */
static void cut(uint32_t most)
{
    for (unsigned i = 0; i <= POOL; i++) {
        uint32_t have = __atomic_load_n(&credit[i], __ATOMIC_RELAXED);

        fresh += have > most ? take(&credit[i], have - most) : 0;
    }
}

/* Gives one fresh word to each client, and the pool, with less than a share. Begins behind the last
 * one that got a word. Returns true if any got one. */
static bool deal(uint32_t most)
{
    static unsigned next;
    unsigned first = next;
    bool any = false;

    for (unsigned i = 0; i <= POOL && fresh > 0; i++) {
        unsigned id = (first + i) % (POOL + 1);

        if (__atomic_load_n(&known[id], __ATOMIC_RELAXED) &&
            __atomic_load_n(&credit[id], __ATOMIC_RELAXED) < most) {
            give(&credit[id], 1);
            fresh--;
            next = (id + 1) % (POOL + 1);
            any = true;
        }
    }
    return any;
}

void shares_level(void)
{
    uint32_t most = share();

    cut(most);
    while (deal(most)) {
    }
}
