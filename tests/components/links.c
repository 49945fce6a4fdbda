/* SPDX-License-Identifier: BSD-2-Clause */
/* Two components share two links, each the owner of one, at the same address on both sides; each
 * sees what the other writes. The links are zero when the owner starts, and only then; other
 * components cannot reach them. Component ids follow this component's: the mirror, whose files this
 * component uses, and a stranger. The test creates both. */
#include "mirror.h"

#include <cos/entry.h>

#include "check.h"
#include "life.h"

#define PATIENCE_US 1000000
#define PATTERN     0x5ca1ab1e5ca1ab1e
#define LINK_BYTES  (2 * COS_PAGE_SIZE) /* as in the manifest */
#define LIVES       3

COS_ENTRY(evm_gate_0, token_of_caller);

struct cos_result token_of_caller(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3,
                                  uint64_t token, uint64_t thread)
{
    (void)a0, (void)a1, (void)a2, (void)a3, (void)thread;
    return (struct cos_result){.value = (int64_t)token};
}

static volatile uint64_t *word(const struct cos_link *link, uint64_t offset)
{
    return (volatile uint64_t *)(link->address + offset);
}

static bool is_zero(const struct cos_link *link)
{
    uint64_t sum = 0;

    for (uint64_t offset = 0; offset < link->bytes; offset += sizeof(uint64_t))
        sum |= *word(link, offset);
    return sum == 0;
}

static struct cos_result mirror(enum mirror_method method, volatile uint64_t *where, uint64_t value)
{
    return cos_call(COS_SLOT_FILES, method, (uint64_t)where, value, 0);
}

static uint64_t mirror_reads(volatile uint64_t *where)
{
    return mirror(MIRROR_READ, where, 0).extra;
}

static void check_places(const struct cos_start *start)
{
    const struct cos_link *mine = &start->links[0], *its = &start->links[1];

    check_result(start->link_count, 2, "two links");
    check(mine->owner == start->id && mine->peer == start->id + 1, "its own is the first");
    check(its->owner == start->id + 1 && its->peer == start->id, "the mirror's is the second");
    check(mine->address == COS_LINK_ADDRESS(start->id, 0) &&
              its->address == COS_LINK_ADDRESS(start->id + 1, 0),
          "their addresses follow from owner and number");
    check(mine->bytes == LINK_BYTES && its->bytes == LINK_BYTES,
          "and of the size that the manifest says");
}

/* Runs one life of the mirror: data passes both ways; it ends when it executes data in the link. */
static void check_life(const struct cos_link *mine, const struct cos_link *its, uint64_t seed)
{
    volatile uint64_t *first = word(mine, 0), *last = word(mine, LINK_BYTES - 8),
                      *answer = word(its, LINK_BYTES - 8);

    check_result(booter(BOOTER_CREATE, its->owner), 0, "a mirror");
    check(is_zero(its), "the link that it owns is zero");
    check(*first == seed && mirror_reads(first) == seed,
          "the other keeps its contents, and the mirror sees them");
    *first = seed + 1;
    *last = seed + 2;
    check(mirror_reads(first) == seed + 1 && mirror_reads(last) == seed + 2,
          "the mirror sees what is written");
    check_result(mirror(MIRROR_WRITE, answer, seed + 3).value, 0, "the mirror writes");
    check(*answer == seed + 3, "and this component sees it");
    check_result(mirror(MIRROR_CALL, NULL, 0).extra, its->owner,
                 "it uses this component's files in turn");
    check_result(mirror(MIRROR_EXECUTE, first, 0).value, -COS_EDEAD,
                 "it cannot execute the data there");
    check(*first == seed + 1 && *answer == seed + 3, "the links outlive it");
    check_result(await_end(its->owner, PATIENCE_US), SUPERVISOR_CRASHED, "it has crashed");
    check_result(end_life(its->owner, PATIENCE_US), 0, "and is gone");
    check_result(mirror(MIRROR_READ, first, 0).value, -COS_EDENIED, "no component answers now");
}

int main(const struct cos_start *start)
{
    const struct cos_link *mine = &start->links[0], *its = &start->links[1];
    const uint64_t stranger = its->owner + 1;
    int64_t free_pages = booter(BOOTER_FREE, 0);

    check_places(start);
    check(is_zero(mine) && is_zero(its), "both are zero before the mirror is there");
    check_result(mirror(MIRROR_READ, word(mine, 0), 0).value, -COS_EDENIED,
                 "which cannot be called yet");
    for (uint64_t life = 0; life < LIVES; life++) {
        *word(mine, 0) = PATTERN + life;
        check_life(mine, its, PATTERN + life);
    }
    check_result(booter(BOOTER_FREE, 0), free_pages, "as many pages are free as before");
    check_result(booter(BOOTER_CREATE, stranger), 0, "a stranger");
    check_result(await_end(stranger, PATIENCE_US), SUPERVISOR_CRASHED,
                 "crashes when it reads a link of others");
    return check_done();
}
