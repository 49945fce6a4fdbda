/* SPDX-License-Identifier: BSD-2-Clause */
#include "board_record.h"

#include <evm/checksum.h>

#define MAGIC 0x31646f6744765665ull /* "eVvDgod1" */

static uint64_t sum_of(const struct board_record *record)
{
    return evm_sum(EVM_SUM_START, (const evm_word *)record,
                   offsetof(struct board_record, sum) / sizeof(evm_word));
}

void board_record_write(struct board_record *record, const char *text)
{
    bool ended = false;

    record->magic = MAGIC;
    for (unsigned i = 0; i < BOARD_TEXT; i++) {
        ended = ended || text[i] == 0 || i + 1 == BOARD_TEXT;
        record->text[i] = ended ? 0 : text[i];
    }
    record->sum = sum_of(record);
}

bool board_record_read(const struct board_record *record, char text[BOARD_TEXT])
{
    bool good = record->magic == MAGIC && record->sum == sum_of(record);

    for (unsigned i = 0; i < BOARD_TEXT && good; i++) {
        char c = record->text[i];

        text[i] = i + 1 == BOARD_TEXT || c == 0 ? 0 : c >= ' ' && c <= '~' ? c : '?';
    }
    return good;
}
