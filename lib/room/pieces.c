/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs a few times at boot, so the code is made small, not fast. */
#include "room/pieces.h"

static void cut_out(struct evm_pieces *p, uint32_t at)
{
    for (p->count--; at < p->count; at++)
        p->piece[at] = p->piece[at + 1];
}

static uint32_t smallest(const struct evm_pieces *p)
{
    uint32_t least = 0;

    for (uint32_t i = 1; i < p->count; i++)
        if (p->piece[i].end - p->piece[i].base < p->piece[least].end - p->piece[least].base)
            least = i;
    return least;
}

__attribute__((cold)) void pieces_add(struct evm_pieces *p, uint64_t base, uint64_t end)
{
    uint32_t at = 0;

    for (uint32_t i = 0; i < p->count;) {
        if (p->piece[i].end < base || p->piece[i].base > end) {
            i++;
            continue;
        }
        base = p->piece[i].base < base ? p->piece[i].base : base;
        end = p->piece[i].end > end ? p->piece[i].end : end;
        cut_out(p, i);
        i = 0;
    }
    if (p->count == EVM_PIECES) {
        uint32_t least = smallest(p);

        if (p->piece[least].end - p->piece[least].base >= end - base)
            return;
        cut_out(p, least);
    }
    while (at < p->count && p->piece[at].base < base)
        at++;
    for (uint32_t i = p->count++; i > at; i--)
        p->piece[i] = p->piece[i - 1];
    p->piece[at].base = base;
    p->piece[at].end = end;
}

__attribute__((cold)) void pieces_take(struct evm_pieces *p, uint64_t base, uint64_t end)
{
    for (uint32_t i = 0; i < p->count && base < end;) {
        uint64_t from = p->piece[i].base, to = p->piece[i].end;

        if (to <= base || from >= end) {
            i++;
            continue;
        }
        cut_out(p, i);
        if (from < base)
            pieces_add(p, from, base);
        if (to > end)
            pieces_add(p, end, to);
        i = 0;
    }
}

__attribute__((cold)) bool pieces_have(const struct evm_pieces *p, uint64_t base, uint64_t end)
{
    for (uint32_t i = 0; i < p->count; i++)
        if (p->piece[i].base <= base && end <= p->piece[i].end)
            return true;
    return false;
}

__attribute__((cold)) uint64_t pieces_fit(struct evm_pieces *p, uint64_t bytes, uint64_t limit)
{
    uint64_t base = 0, size = UINT64_MAX;

    for (uint32_t i = 0; i < p->count; i++) {
        uint64_t from = p->piece[i].base, to = p->piece[i].end < limit ? p->piece[i].end : limit;

        if (from >= to || to - from < bytes || p->piece[i].end - from >= size)
            continue;
        base = from;
        size = p->piece[i].end - from;
    }
    if (base)
        pieces_take(p, base, base + bytes);
    return base;
}

__attribute__((cold)) uint64_t pieces_bytes(const struct evm_pieces *p)
{
    uint64_t bytes = 0;

    for (uint32_t i = 0; i < p->count; i++)
        bytes += p->piece[i].end - p->piece[i].base;
    return bytes;
}
