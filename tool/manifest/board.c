/* SPDX-License-Identifier: BSD-2-Clause */
/* The key `watchdog` of the system. */
#include <board.h>
#include <string.h>

#include "base/words.h"
#include "check.h"
#include "keys.h"
#include "tree.h"

#define TIME_LIKE "a time from 1s to 30min, like 10s"

static void bad(const struct check *check, const char *place, const char *key, const char *value,
                const char *expected)
{
    diag_add(check->diag, manifest_place(check->manifest, -1, place, -1),
             "key '%s': '%s' is wrong; expected %s", key, value, expected);
}

/* `watchdog: i6300esb` is short for a mapping, whose key a message then must not name. */
static void bad_device(const struct check *check, const yaml_node_t *watchdog)
{
    bool word = tree_text(watchdog);

    bad(check, "watchdog_device", word ? "watchdog" : "device", check->manifest->board.device,
        word ? BOARD_VALUES : BOARD_DEVICE);
}

void check_board(struct check *check)
{
    struct manifest *manifest = check->manifest;
    struct board *board = &manifest->board;
    const yaml_node_t *given = tree_value(manifest->tree, tree_node(manifest->tree, 1), "watchdog");
    uint64_t ms = BOARD_MS;

    board->given = given;
    if (!board->given)
        return;
    if (!board->device)
        diag_add(check->diag, manifest_place(manifest, -1, "watchdog", -1),
                 "key 'watchdog': key 'device' is missing; expected " BOARD_DEVICE);
    else if (strcmp(board->device, BOARD_DEVICE))
        bad_device(check, given);
    if (board->time && (!parse_time(board->time, &ms) || ms < BOARD_MS_LEAST || ms > BOARD_MS_MOST))
        bad(check, "watchdog_time", "time", board->time, TIME_LIKE);
    board->time_ms = ms;
}
