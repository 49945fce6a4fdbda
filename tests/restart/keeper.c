/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes a disk, flushes and reads it, again and again (lives.h): nothing may be lost or wrong. */
#include <cos/runtime.h>

#include "../blockd/client.h"
#include "../components/check.h"
#include "lives.h"

#define BLOCKS   64
#define PAUSE_US 20000

static struct client client;

int main(const struct cos_start *start)
{
    unsigned rounds = 0;
    bool good = true;

    client_open(&client, start, 0);
    for (; good && !lives_are_over(client.restarts); rounds++, lives_pause(PAUSE_US)) {
        client.generation = rounds + 1;
        good = client_run(&client, BLOCK_WRITE, BLOCKS, BLOCKS, 0, NULL) == BLOCKS &&
               client_request(&client, BLOCK_FLUSH, 0, 0, NULL) == 0 &&
               client_run(&client, BLOCK_READ, BLOCKS, BLOCKS, 0, NULL) == BLOCKS;
    }
    check(good, "%u blocks were written and read %u times", BLOCKS, rounds);
    check(lives_component() != 0 || client.restarts >= LIVES,
          "while who keeps them began anew %u times", client.restarts);
    return check_done();
}
