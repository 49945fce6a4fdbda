/* SPDX-License-Identifier: BSD-2-Clause */
/* Pieces of physical memory. Each function takes time by the number of pieces and never fails. */
#ifndef ROOM_PIECES_H
#define ROOM_PIECES_H

#include "evm/memory.h"

/* Adds [base, end), which may overlap others. Beyond EVM_PIECES, drops the smallest pieces. */
void pieces_add(struct evm_pieces *p, uint64_t base, uint64_t end);
/* Removes [base, end), as far as it is there. */
void pieces_take(struct evm_pieces *p, uint64_t base, uint64_t end);
/* Whether one piece contains all of [base, end). */
bool pieces_have(const struct evm_pieces *p, uint64_t base, uint64_t end);
/* Takes that many bytes, whole pages below `limit`, from the smallest piece that has them. Returns
 * their address; 0: no piece has them. */
uint64_t pieces_fit(struct evm_pieces *p, uint64_t bytes, uint64_t limit);
uint64_t pieces_bytes(const struct evm_pieces *p);

#endif
