/* SPDX-License-Identifier: BSD-2-Clause */
/* A disk of which one sector cannot be read and another one not be written: its user is told, each
 * time, and all else goes on. */
#include <cos/entry.h>
#include <cos/runtime.h>

#include "../blockd/client.h"
#include "../components/check.h"

#define UNREADABLE 64 /* as the manifest makes them */
#define UNWRITABLE 192
#define TIMES      5
#define BLOCKS     2 /* from sector 0 on, which both are behind */

COS_STACK(65536);

static struct client client;
static uint8_t data[BLOCK_BUFFER_BYTES];

static unsigned count(enum block_kind kind, uint64_t sector, uint32_t length, int64_t status)
{
    unsigned same = 0;

    for (unsigned i = 0; i < TIMES; i++)
        same += client_request(&client, kind, sector, length, data) == status;
    return same;
}

int main(const struct cos_start *start)
{
    client_open(&client, start, 0);
    client.generation = 1;
    check_result(count(BLOCK_READ, UNREADABLE, BLOCK_SECTOR, -COS_EIO), TIMES,
                 "a sector cannot be read");
    check_result(count(BLOCK_READ, UNREADABLE - 8, BLOCK_BUFFER_BYTES, -COS_EIO), TIMES,
                 "nor what it is in");
    check_result(count(BLOCK_READ, UNREADABLE + 1, BLOCK_SECTOR, 0), TIMES, "its neighbour can");
    check_result(count(BLOCK_WRITE, UNWRITABLE, BLOCK_SECTOR, -COS_EIO), TIMES,
                 "a sector cannot be written");
    check_result(count(BLOCK_READ, UNWRITABLE, BLOCK_SECTOR, 0), TIMES, "but read");
    check_result(count(BLOCK_FLUSH, 0, 0, 0), TIMES, "flushes are done");
    check_result(client_run(&client, BLOCK_WRITE, BLOCKS, BLOCKS, 0, NULL), BLOCKS,
                 "others are written");
    check_result(client_run(&client, BLOCK_READ, BLOCKS, BLOCKS, 0, NULL), BLOCKS, "and read");
    check_result(client.restarts, 0, "all that by one driver");
    return check_done();
}
