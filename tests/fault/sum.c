/* SPDX-License-Identifier: BSD-2-Clause */
/* Computes the same sums again and again, over data and over the memory behind them, and checks
 * them. */
#include <cos/print.h>
#include <cos/runtime.h>

#define WORDS    512
#define PAUSE_US 10000

static uint64_t table[WORDS];

static uint64_t mix(uint64_t word)
{
    word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9;
    return word ^ word >> 27;
}

static void fill(uint64_t words[], uint64_t round)
{
    for (uint64_t i = 0; i < WORDS; i++)
        words[i] = mix(round << 32 | i);
}

static uint64_t sum(const uint64_t words[])
{
    uint64_t all = 0;

    for (uint64_t i = 0; i < WORDS; i++)
        all = mix(all ^ words[i]);
    return all;
}

int main(const struct cos_start *start)
{
    uint64_t *heap = (uint64_t *)start->ram_start;

    for (uint64_t round = 0;; round++) {
        fill(table, round);
        fill(heap, round);
        bool same = sum(table) == sum(heap);

        cos_print("%s - sum %lu\n", same ? "ok" : "not ok", (unsigned long)round);
        if (same)
            cos_alive();
        cos_sleep(PAUSE_US);
    }
}
