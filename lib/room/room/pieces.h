/* SPDX-License-Identifier: BSD-2-Clause */
/* Pieces of physical memory. Each function takes time by the number of pieces, and fails never. */
#ifndef ROOM_PIECES_H
#define ROOM_PIECES_H

#include "evm/memory.h"

/* Adds [base, end), which may overlap others. Of more than EVM_PIECES the smallest are left out. */
void pieces_add(struct evm_pieces *p, uint64_t base, uint64_t end);
/* Takes [base, end) away, whether it is there or not. */
void pieces_take(struct evm_pieces *p, uint64_t base, uint64_t end);
/* Whether all of it is in one piece. */
bool pieces_have(const struct evm_pieces *p, uint64_t base, uint64_t end);
/* Takes that many bytes, whole pages below `limit`, from the smallest piece that has them. Where
 * they are; 0: nowhere. */
uint64_t pieces_fit(struct evm_pieces *p, uint64_t bytes, uint64_t limit);
uint64_t pieces_bytes(const struct evm_pieces *p);

#endif
