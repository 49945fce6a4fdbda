/* SPDX-License-Identifier: BSD-2-Clause */
/* A disk used through its driver. The test reads back what it wrote, the driver refuses wrong
 * requests, and a driver that is killed and restarted with requests in flight loses none of
 * them. */
#include <block.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <link/link.h>
#include <supervisor.h>

#include "../blockd/attempt.h"
#include "check.h"
#include "first_link.h"
#include "kill.h"

#define DISK_SECTORS  8192 /* as the manifest makes it */
#define BLOCK_SECTORS (BLOCK_BUFFER_BYTES / BLOCK_SECTOR)
#define BLOCKS        128
#define FIRST_SECTOR \
    (DISK_SECTORS - BLOCKS * BLOCK_SECTORS) /* the upper half; hostile.c is below */
#define ROUNDS      8
#define KILL_EVERY  37 /* completions */
#define PATIENCE_US 10000000

COS_STACK(65536);

static const struct link_shape shape = {BLOCK_DEPTH, BLOCK_BUFFER_BYTES, true};
static struct link link;
static struct link_channel *const channel = &link.channels[0];
static struct link_slot slots[BLOCK_DEPTH];
static uint64_t driver;
static unsigned restarts;
static int64_t kill_error;

/* ---- Any number of requests ---- */

/* Fills in request `number`; judges its completion. */
typedef void maker(unsigned number, struct link_request *request, void *buffer);
typedef bool judge(unsigned number, const struct link_done *done, const void *buffer);

static struct link_request submitted[BLOCK_DEPTH]; /* by buffer */

static void submit(const struct link_request *request, uint64_t cookie)
{
    submitted[request->buffer] = *request;
    link_submit(channel, request, cookie);
}

static void reissue(void)
{
    struct link_done lost;

    while (link_reclaim(channel, &lost) == LINK_OK)
        link_submit(channel, &submitted[lost.buffer], lost.cookie);
}

static unsigned submit_some(unsigned next, unsigned count, maker *make)
{
    int buffer;

    while (next < count && (buffer = link_take(channel)) >= 0) {
        struct link_request request = {.buffer = (uint32_t)buffer};

        make(next, &request, link_buffer(channel, request.buffer));
        submit(&request, next++);
    }
    return next;
}

/* Returns how many completed as expected, each once. kill_every: completions between deaths of the
 * driver. */
static unsigned run(unsigned count, maker *make, judge *is_right, unsigned kill_every)
{
    static uint8_t seen[BLOCKS * ROUNDS];
    uint64_t deadline = cos_tsc() + cos_ticks(PATIENCE_US), events;
    unsigned next = 0, done = 0, right = 0;
    struct link_done completion;

    memset(seen, 0, sizeof seen);
    while (done < count && cos_tsc() < deadline) {
        int state = link_poll(&link);

        if (state == LINK_RESTARTED) {
            restarts++;
            continue;
        }
        if (state == LINK_OK) {
            reissue();
            while (link_reap(channel, &completion) == LINK_OK) {
                right += !seen[completion.cookie]++ &&
                         is_right((unsigned)completion.cookie, &completion,
                                  link_buffer(channel, completion.buffer));
                link_give(channel, completion.buffer);
                done++;
                if (kill_every != 0 && done % kill_every == 0) {
                    link_flush(&link);
                    kill_error = kill_error == 0 ? kill_and_restart(driver) : kill_error;
                }
            }
            next = submit_some(next, count, make);
        }
        if (done < count && link_sleep(&link))
            cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
    }
    return right;
}

/* ---- Blocks ---- */

static unsigned generation; /* of what is on the disk, and of the next round of writes */

static uint64_t pattern(unsigned round, unsigned block, unsigned word)
{
    return (uint64_t)round << 48 | (uint64_t)block << 32 | word;
}

static void make_write(unsigned number, struct link_request *request, void *buffer)
{
    uint64_t *words = buffer;

    request->kind = BLOCK_WRITE;
    request->block = FIRST_SECTOR + (uint64_t)(number % BLOCKS) * BLOCK_SECTORS;
    request->length = BLOCK_BUFFER_BYTES;
    for (unsigned i = 0; i < BLOCK_BUFFER_BYTES / sizeof *words; i++)
        words[i] = pattern(generation + number / BLOCKS, number % BLOCKS, i);
}

static bool is_done(unsigned number, const struct link_done *done, const void *buffer)
{
    (void)number, (void)buffer;
    return done->status == 0;
}

static void make_read(unsigned number, struct link_request *request, void *buffer)
{
    (void)buffer;
    request->kind = BLOCK_READ;
    request->block = FIRST_SECTOR + (uint64_t)(number % BLOCKS) * BLOCK_SECTORS;
    request->length = BLOCK_BUFFER_BYTES;
}

static bool is_pattern(unsigned number, const struct link_done *done, const void *buffer)
{
    const uint64_t *words = buffer;

    for (unsigned i = 0; i < BLOCK_BUFFER_BYTES / sizeof *words; i++)
        if (words[i] != pattern(generation, number % BLOCKS, i))
            return false;
    return done->status == 0 && done->length == BLOCK_BUFFER_BYTES;
}

/* ---- Single requests ---- */

static struct link_request single;
static struct link_done answer;
static struct block_info info;

static void make_single(unsigned number, struct link_request *request, void *buffer)
{
    (void)number, (void)buffer;
    single.buffer = request->buffer;
    *request = single;
}

static bool keep_answer(unsigned number, const struct link_done *done, const void *buffer)
{
    (void)number;
    answer = *done;
    if (single.kind == BLOCK_INFO && done->length == sizeof info)
        memcpy(&info, buffer, sizeof info);
    return true;
}

static int64_t request_one(unsigned kind, uint64_t block, uint32_t length)
{
    single = (struct link_request){.kind = kind, .block = block, .length = length};
    return run(1, make_single, keep_answer, 0) == 1 ? answer.status : -COS_ETIMEDOUT;
}

static void check_requests(void)
{
    const struct attempt requests[] = {
        {BLOCK_READ, 0, 511, -COS_EINVAL},
        {BLOCK_READ, 0, 0, -COS_EINVAL},
        {BLOCK_READ, DISK_SECTORS, 512, -COS_EINVAL},
        {BLOCK_READ, DISK_SECTORS - 1, 1024, -COS_EINVAL},
        {BLOCK_READ, UINT64_MAX, 512, -COS_EINVAL},
        {BLOCK_READ, UINT64_MAX - 1, 16384, -COS_EINVAL},
        {BLOCK_READ, DISK_SECTORS - 1, 512, 0},
        {BLOCK_FLUSH, 0, 0, 0},
        {77, 0, 0, -COS_ENOSYS},
    };

    check_result(request_one(BLOCK_INFO, 0, 0), 0, "the disk describes itself");
    check_result(info.sectors, DISK_SECTORS, "it has the expected number of sectors");
    for (unsigned i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        check_result(request_one(requests[i].kind, requests[i].block, requests[i].length),
                     requests[i].result, "request %u at %lu of %u bytes", requests[i].kind,
                     (unsigned long)requests[i].block, requests[i].length);
    }
}

static void check_read_only(void)
{
    check_result(request_one(BLOCK_READ, 0, BLOCK_SECTOR), 0, "it can be read");
    check_result(request_one(BLOCK_WRITE, 0, BLOCK_SECTOR), -COS_EDENIED, "but not written");
    check_result(run(BLOCKS * ROUNDS, make_read, is_done, 0), BLOCKS * ROUNDS,
                 "half of it is read, %u times", ROUNDS);
}

static void check_data(void)
{
    check_result(request_one(BLOCK_WRITE, DISK_SECTORS, BLOCK_SECTOR), -COS_EINVAL,
                 "no write beyond the disk's end");
    check_result(run(BLOCKS, make_write, is_done, 0), BLOCKS, "write %u blocks", BLOCKS);
    check_result(run(BLOCKS, make_read, is_pattern, 0), BLOCKS, "read them again");
    generation = 1;
    check_result(run(BLOCKS * ROUNDS, make_write, is_done, KILL_EVERY), BLOCKS * ROUNDS,
                 "write them %u times while the driver is killed again and again", ROUNDS);
    generation += ROUNDS - 1;
    check_result(request_one(BLOCK_FLUSH, 0, 0), 0, "flush");
    check_result(run(BLOCKS * ROUNDS, make_read, is_pattern, KILL_EVERY), BLOCKS * ROUNDS,
                 "read what was written last, %u times, likewise", ROUNDS);
    check_result(kill_error, 0, "the driver could be started again each time");
    check(restarts >= 50, "it was killed at least 50 times: %u", restarts);
}

int main(const struct cos_start *start)
{
    struct link_config config = first_link(start, 1, &shape, slots);

    driver = start->links[0].peer;
    check_result(link_open(&link, &config), LINK_OK, "open the link");
    check_requests();
    if (info.flags & BLOCK_READ_ONLY)
        check_read_only();
    else
        check_data();
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, (uint64_t)check_done(), 0, 0);
    return 1;
}
