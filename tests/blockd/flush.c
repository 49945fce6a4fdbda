/* SPDX-License-Identifier: BSD-2-Clause */
/* Flushes of a disk with a cache, and a driver that breaks the rules of its link. */
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "../components/check.h"
#include "client.h"
#include "fake.h"

#define FIRST_SECTOR 64 /* of the user's partition, as in the service's arguments */
#define BLOCKS       ((FAKE_SECTORS - FIRST_SECTOR) / BLOCK_SECTORS)
#define ROUNDS       20
#define TRIES        1000
#define PAUSE_US     1000

static struct client client;

/* Returns how many of the first blocks would outlive a power failure now. */
static unsigned kept(unsigned blocks)
{
    unsigned count = 0;

    for (unsigned i = 0; i < blocks; i++) {
        uint64_t word =
            cos_call(COS_SLOT_CALL, FAKE_KEPT, FIRST_SECTOR + i * BLOCK_SECTORS, 0, 0).extra;

        count += word == (client.generation << 32 | i << 16); /* as client.c fills them */
    }
    return count;
}

static void check_flushes(void)
{
    unsigned good = 0;

    client.generation = 1;
    check_result(client_run(&client, BLOCK_WRITE, BLOCKS, BLOCKS, 0, NULL), BLOCKS,
                 "write %u blocks", BLOCKS);
    check_result(kept(BLOCKS), 0, "they are in the disk's cache");
    for (unsigned i = 1; i <= ROUNDS; i++) {
        client.generation++;
        good += client_run(&client, BLOCK_WRITE, i, BLOCKS, 0, NULL) == i &&
                client_request(&client, BLOCK_FLUSH, 0, 0, NULL) == 0 && kept(i) == i;
    }
    check_result(good, ROUNDS, "after each of %u flushes, all earlier writes are on the disk",
                 ROUNDS);
}

static void check_break(void)
{
    static uint8_t sector[BLOCK_SECTOR];
    int64_t status = -COS_EIO;

    cos_call(COS_SLOT_CALL, FAKE_BREAK, 0, 0, 0);
    check_result(client_request(&client, BLOCK_READ, 0, sizeof sector, sector), -COS_EIO,
                 "a driver that breaks the rules fails its requests");
    check_result(client_request(&client, BLOCK_READ, 0, sizeof sector, sector), -COS_EIO,
                 "and later ones");
    for (unsigned i = 0; i < TRIES && status == -COS_EIO; i++) {
        cos_sleep(PAUSE_US);
        status = client_request(&client, BLOCK_READ, 0, sizeof sector, sector);
    }
    check_result(status, 0, "it is used again after its restart");
}

int main(const struct cos_start *start)
{
    client_open(&client, start, 0);
    check_flushes();
    check_break();
    return check_done();
}
