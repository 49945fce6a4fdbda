/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why the board's watchdog resets the machine: a text in memory that neither a reset nor, in most
 * cases, firmware and boot loader change. What is found there after a reset is trusted for nothing
 * but to be shown. No system calls.
 */
#ifndef SUPERVISOR_BOARD_RECORD_H
#define SUPERVISOR_BOARD_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#define BOARD_TEXT 112 /* bytes, with a NUL */

struct board_record {
    uint64_t magic;
    char text[BOARD_TEXT];
    uint64_t sum; /* of all before */
};

/* Writes a text, which is cut if it is too long. */
void board_record_write(struct board_record *record, const char *text);
/* Copies the text. False: there is none, or it is damaged. */
bool board_record_read(const struct board_record *record, char text[BOARD_TEXT]);

#endif
