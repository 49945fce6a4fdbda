/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The board's watchdog: a device that resets the machine unless it is fed in time. Its driver
 * (EVM_WATCHDOG) feeds it once for each event BOARD_FEED from the supervisor, and for no other
 * reason. The driver's configuration is the blob BOARD_CONFIG, a struct board_config.
 */
#ifndef BOARD_H
#define BOARD_H

#include <cos/start.h>
#include <stdint.h>

#define BOARD_CONFIG   "board"
#define BOARD_MS       10000 /* unless the manifest gives another time */
#define BOARD_MS_LEAST 1000
#define BOARD_MS_MOST  1800000

struct board_config {
    uint32_t time_ms; /* from a feed to the reset, BOARD_MS_LEAST .. BOARD_MS_MOST */
    uint32_t unused;
};

#define BOARD_FEED COS_EVENT_OWN
/* In the supervisor, where the image has EVM_WATCHDOG: a page of memory that the system never
 * clears, so that a record in it can survive a reset of the machine. */
#define BOARD_RECORD 0x170000000000

/* The supervisor looks after all and feeds so many times in that time. */
#define BOARD_LOOKS 16

#endif
