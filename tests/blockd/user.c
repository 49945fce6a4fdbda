/* SPDX-License-Identifier: BSD-2-Clause */
/* Partitions used through the block service. Makes a table through the driver, has the service
 * started, and uses a partition as its writer and as a reader, while others use and misuse theirs,
 * and the driver, another user and the service itself are killed. */
#include <blockd.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <supervisor.h>

#include "../components/check.h"
#include "../drivers/kill.h"
#include "attempt.h"
#include "client.h"

#define PARTITION_SECTORS 2048
#define FIRST_SECTOR      64 /* of partition 1; the others are behind it */
#define BLOCKS            (PARTITION_SECTORS / BLOCK_SECTORS)
#define ROUNDS            8
#define KILL_EVERY        19 /* completions */
#define LOOK_US           1000
#define LOOKS             5000

enum { RAW, DATA, LOOK }; /* links: to the driver; to the service, as writer and as reader */
enum { USER_OTHER, USER_HOSTILE, USER_DATA, USER_LOOK }; /* as in the service's arguments */

static struct client raw, data, look;
static uint64_t driver, service, other;
static int64_t kill_error;
static unsigned kills;

static uint64_t counter(uint64_t user, enum blockd_counter which)
{
    return cos_call(COS_SLOT_CALL, BLOCKD_COUNTER, user, which, 0).extra;
}

/* ---- Deaths ---- */

static void kill(uint64_t id)
{
    int64_t error = kill_and_restart(id);

    kill_error = kill_error == 0 ? error : kill_error;
    kills++;
}

static void kill_driver(void)
{
    kill(driver);
}

/* Waits until its present life has done something, so that the service sees each of its lives. */
static void kill_other(void)
{
    static uint64_t written;

    for (unsigned i = 0; i < LOOKS && counter(USER_OTHER, BLOCKD_BYTES_WRITTEN) == written; i++)
        cos_sleep(LOOK_US);
    kill(other);
    written = counter(USER_OTHER, BLOCKD_BYTES_WRITTEN);
}

static void kill_service(void)
{
    kill(service);
}

/* ---- Steps ---- */

static void make_table(void)
{
    static uint8_t sector[BLOCK_SECTOR];

    for (unsigned i = 0; i < 3; i++) {
        uint32_t first = FIRST_SECTOR + i * PARTITION_SECTORS, count = PARTITION_SECTORS;

        sector[446 + 16 * i + 4] = 0x83;
        memcpy(sector + 446 + 16 * i + 8, &first, sizeof first);
        memcpy(sector + 446 + 16 * i + 12, &count, sizeof count);
    }
    sector[510] = 0x55;
    sector[511] = 0xaa;
    check_result(client_request(&raw, BLOCK_WRITE, 0, sizeof sector, sector), 0,
                 "write a partition table");
    check_result(booter_call(BOOTER_CREATE, service), 0, "start the block service");
}

static void check_info(struct client *client, uint64_t flags, const char *who)
{
    struct block_info info = {0, 77};

    check_result(client_request(client, BLOCK_INFO, 0, 0, &info), 0, "%s: what its disk is", who);
    check(info.sectors == PARTITION_SECTORS && info.flags == flags,
          "%s: its partition, and no more", who);
}

static void check_requests(void)
{
    static const struct attempt requests[] = {
        {BLOCK_READ, 0, 511, -COS_EINVAL},
        {BLOCK_READ, PARTITION_SECTORS, 512, -COS_EINVAL},
        {BLOCK_WRITE, PARTITION_SECTORS, 512, -COS_EINVAL},
        {BLOCK_WRITE, PARTITION_SECTORS - 1, 1024, -COS_EINVAL},
        {BLOCK_READ, UINT64_MAX, 512, -COS_EINVAL},
        {BLOCK_READ, UINT64_MAX - FIRST_SECTOR + 1, 512, -COS_EINVAL},
        {BLOCK_READ, PARTITION_SECTORS - 1, 512, 0},
        {BLOCK_FLUSH, 0, 0, 0},
        {77, 0, 0, -COS_ENOSYS},
    };
    static uint8_t bytes[BLOCK_BUFFER_BYTES];

    for (unsigned i = 0; i < sizeof requests / sizeof *requests; i++) {
        check_result(
            client_request(&data, requests[i].kind, requests[i].block, requests[i].length, bytes),
            requests[i].result, "request %u at %lu of %u bytes", requests[i].kind,
            (unsigned long)requests[i].block, requests[i].length);
    }
    check_result(client_request(&look, BLOCK_WRITE, 0, BLOCK_SECTOR, bytes), -COS_EDENIED,
                 "a reader cannot write");
    check_result(client_request(&look, BLOCK_FLUSH, 0, 0, bytes), 0, "it may flush");
}

static void check_data(void)
{
    static uint64_t words[BLOCK_SECTOR / sizeof(uint64_t)];

    data.generation = look.generation = 1;
    check_result(client_run(&data, BLOCK_WRITE, BLOCKS, BLOCKS, 0, NULL), BLOCKS, "write %u blocks",
                 BLOCKS);
    check_result(client_run(&data, BLOCK_READ, BLOCKS, BLOCKS, 0, NULL), BLOCKS, "read them again");
    check_result(client_run(&look, BLOCK_READ, BLOCKS, BLOCKS, 0, NULL), BLOCKS,
                 "a reader of the partition sees them");
    client_request(&raw, BLOCK_READ, FIRST_SECTOR + BLOCK_SECTORS, sizeof words, words);
    check(words[3] == (1ull << 32 | 1 << 16 | 3), "they are within the partition");
    client_request(&raw, BLOCK_READ, FIRST_SECTOR - 1, sizeof words, words);
    check(words[0] == 0, "and not before it");
}

/* Writes and reads all blocks several times while a component is killed again and again. */
static void check_deaths(void (*kill_one)(void), const char *who)
{
    unsigned before = kills;

    data.generation++;
    check_result(client_run(&data, BLOCK_WRITE, BLOCKS * ROUNDS, BLOCKS, KILL_EVERY, kill_one),
                 BLOCKS * ROUNDS, "write %u times while %s is killed again and again", ROUNDS, who);
    check_result(client_request(&data, BLOCK_FLUSH, 0, 0, NULL), 0, "flush");
    check_result(client_run(&data, BLOCK_READ, BLOCKS * ROUNDS, BLOCKS, KILL_EVERY, kill_one),
                 BLOCKS * ROUNDS, "read what was written last, likewise");
    check_result(kill_error, 0, "%s could be started again each time", who);
    check(kills - before >= 20, "%s was killed at least 20 times: %u", who, kills - before);
}

static void check_counters(void)
{
    struct cos_result name = cos_call(COS_SLOT_CALL, BLOCKD_LABEL, USER_LOOK, 0, 0);

    check(memcmp(&name.extra, "look\0\0\0", sizeof name.extra) == 0, "the service lists its users");
    check_result(counter(USER_LOOK, BLOCKD_DENIED), 1, "it has counted denied requests");
    check_result(counter(USER_DATA, BLOCKD_INVALID), 7, "and invalid ones");
    check_result(counter(USER_DATA, BLOCKD_FAILED), 0, "nothing failed");
    check_result(counter(USER_DATA, BLOCKD_BYTES_WRITTEN),
                 (1 + 2 * ROUNDS) * PARTITION_SECTORS * BLOCK_SECTOR, "all bytes written");
    check(counter(USER_DATA, BLOCKD_RESUBMITTED) > 0,
          "requests were submitted to a driver again: %lu",
          (unsigned long)counter(USER_DATA, BLOCKD_RESUBMITTED));
    check(counter(USER_OTHER, BLOCKD_RESTARTS) >= 20,
          "it has seen the other user restart at least 20 times: %lu",
          (unsigned long)counter(USER_OTHER, BLOCKD_RESTARTS));
    check_result(cos_call(COS_SLOT_CALL, BLOCKD_COUNTER, USER_DATA, BLOCKD_COUNTERS, 0).value,
                 -COS_ENOENT, "there are no other counters");
}

int main(const struct cos_start *start)
{
    client_open(&raw, start, RAW);
    client_open(&data, start, DATA);
    client_open(&look, start, LOOK);
    driver = start->links[RAW].peer;
    service = start->links[DATA].peer;
    other = service + 1; /* next in the manifest */
    make_table();
    check_info(&data, 0, "writer");
    check_info(&look, BLOCK_READ_ONLY, "reader");
    check_requests();
    check_data();
    check_deaths(kill_driver, "the driver");
    check_deaths(kill_other, "another user");
    check_counters();
    check_deaths(kill_service, "the service");
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, (uint64_t)check_done(), 0, 0);
    return 1;
}
