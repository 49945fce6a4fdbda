/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes to a disk round after round: all blocks with the round's number, all at once, then a
 * flush; then it has the notary keep the number. In each life it first reads the disk: each sector
 * holds the last round that was kept, or the next one. The arguments: `break`: it breaks the rules
 * of its link now and then, amid writes, and ends. When it is told to end it writes a last round,
 * and says which.
 */
#include <cos/abi.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "../blockd/client.h"
#include "../components/check.h"
#include "../components/random.h"
#include "../components/words.h"
#include "notary.h"

#define BLOCKS      8
#define GAP         1 /* between two of them: else the emulator makes one write of all */
#define WORDS       (BLOCK_SECTOR / sizeof(uint64_t))
#define BREAK_EVERY 8 /* rounds, on average */
#define BREAK_AFTER 3 /* completions */
#define GARBAGE     0x123456789

COS_STACK(32768);

static struct client client;
static bool breaks;

static uint64_t notary(uint64_t method, uint64_t a1, uint64_t a2)
{
    struct cos_result result;

    while ((result = cos_call(COS_SLOT_CALL, method, a1, a2, 0)).value == -COS_EAGAIN)
        cos_yield();
    return result.extra;
}

static bool is_zero(const uint64_t *words)
{
    for (unsigned i = 0; i < WORDS; i++)
        if (words[i] != 0)
            return false;
    return true;
}

/* As client_run() writes it. */
static bool is_of_round(const uint64_t *words, uint64_t round, unsigned block, unsigned sector)
{
    for (unsigned i = 0; i < WORDS; i++)
        if (words[i] != (round << 32 | (uint64_t)block << 16 | (sector * WORDS + i)))
            return false;
    return true;
}

/* At first the disk is all zero. */
static bool look(uint64_t kept)
{
    static uint64_t words[BLOCK_BUFFER_BYTES / sizeof(uint64_t)];
    uint64_t wrong = 0, zero = 0;

    for (unsigned block = 0; block < BLOCKS; block++) {
        uint64_t first = (uint64_t)block * BLOCK_SECTORS * (GAP + 1);

        if (client_request(&client, BLOCK_READ, first, sizeof words, words) != 0) {
            cos_print("block %u cannot be read\n", block);
            return false;
        }
        for (unsigned sector = 0; sector < BLOCK_SECTORS; sector++) {
            const uint64_t *at = words + sector * WORDS;
            bool empty = is_zero(at);

            zero += empty && kept != 0;
            wrong += !(empty && kept == 0) && !is_of_round(at, kept, block, sector) &&
                     !is_of_round(at, kept + 1, block, sector);
        }
    }
    if (wrong != 0) {
        cos_print("%lu sectors are wrong, %lu of them zero; round %lu was kept\n",
                  (unsigned long)wrong, (unsigned long)zero, (unsigned long)kept);
    }
    notary(NOTARY_FOUND, wrong, zero);
    return wrong == 0;
}

/* The driver sees more requests than there can be. */
static void break_rules(void)
{
    notary(NOTARY_BREAK, 0, 0);
    __atomic_store_n(client.link.channels[0].tail_out, GARBAGE, __ATOMIC_RELEASE);
    cos_signal(COS_SLOT_SIGNAL);
    cos_exit(0);
}

static bool write_round(uint64_t round, bool breaking)
{
    client.generation = round;
    notary(NOTARY_BEGIN, 0, 0);
    if (client_run(&client, BLOCK_WRITE, BLOCKS, BLOCKS, breaking ? BREAK_AFTER : 0, break_rules) !=
            BLOCKS ||
        client_request(&client, BLOCK_FLUSH, 0, 0, NULL) != 0) {
        cos_print("round %lu cannot be written\n", (unsigned long)round);
        return false;
    }
    notary(NOTARY_KEEP, round, 0);
    return true;
}

static bool read_word(struct text word)
{
    breaks = breaks || text_is(word, "break");
    return text_is(word, "break");
}

int main(const struct cos_start *start)
{
    struct random random = {cos_tsc()};
    uint64_t round;
    bool good;

    if (!words_read(start, read_word))
        return 1;
    client.gap = GAP;
    client_open(&client, start, 0);
    round = notary(NOTARY_KEPT, 0, 0);
    good = look(round);
    while (good && !(client.events & COS_EVENT_POWER))
        good = write_round(++round, breaks && random_next(&random) % BREAK_EVERY == 0);
    if (good) {
        good = write_round(++round, false);
        cos_print("the last round is %lu\n", (unsigned long)round);
    }
    if (!good)
        notary(NOTARY_FAIL, 0, 0);
    return !good;
}
