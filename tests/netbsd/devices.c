/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A disk and two network interfaces on links, and a source of entropy, used by hypercalls; this
 * program stands in for the rump kernel and for the manifest's list of channels.
 */
#include <cos/runtime.h>
#include <cos/string.h>
#include <errno.h>
#include <ether.h>
#include <links.h>
#include <memory.h>
#include <rng.h>
#include <rump_virtif.h>
#include <rumpuser.h>
#include <supervisor.h>
#include <thread.h>

#include "channels.h"
#include "check.h"
#include "frames.h"
#include "kill.h"
#include "upcalls.h"

__asm__(".globl evm_fpu\n.set evm_fpu, 1"); /* threads switch the FPU's control words */

#define SECTOR      512
#define TRANSFER    (40 * SECTOR) /* more than one buffer of the link */
#define TRANSFERS   32
#define ROUNDS      8
#define FRAMES      200
#define BURST       32 /* frames at once; more than the link has buffers may be lost */
#define BURST_US    100
#define FRAME       1000 /* bytes */
#define WHOLE_FRAME (ETHER_HEADER + 1500)
#define NUMBER      100 /* its place in a frame */
#define IP_ONE      0x0a000001
#define IP_TWO      0x0a000002
#define RNG         1 /* its driver is the VM behind this one */
#define PATIENCE_US 2000000

static const struct evm_channel channels[] = {
    CHANNELS_DISK("wd0", 0, 0),
    CHANNELS_DISK("wd1", 1, 9),
    CHANNELS_ETHER("lan", 0, 1, 1),
    CHANNELS_ETHER("wan", 1, 2, 2),
    CHANNELS_ETHER("twice", 2, 1, 4),
    CHANNELS_ETHER("lent", 3, 3, 3),
    {.kind = EVM_CHANNEL_RNG, .index = COS_SLOT_CALL, .name = "rng"},
};

const struct cos_blob *cos_blob_find(const struct cos_start *start, const char *name)
{
    (void)start;
    return channels_in_place(name, channels, sizeof channels);
}

static void kill(unsigned link)
{
    check_result(kill_and_restart(cos_self()->links[link].peer), 0,
                 "its other side is killed and started again");
}

/* ---- The disk ---- */

static struct transfer {
    uint8_t buffer[TRANSFER];
    size_t bytes;
    int error;
} transfers[TRANSFERS];
static unsigned finished;

static void transfer_done(void *argument, size_t bytes, int error)
{
    struct transfer *transfer = argument;

    wrong += !cpu_held;
    transfer->bytes = bytes;
    transfer->error = error;
    finished++;
}

static void start_all(int file, int operation)
{
    finished = 0;
    for (unsigned i = 0; i < TRANSFERS; i++) {
        rumpuser_bio(file, operation, transfers[i].buffer, TRANSFER, (int64_t)i * TRANSFER,
                     transfer_done, &transfers[i]);
    }
}

static unsigned finish_all(void)
{
    unsigned good = 0;

    for (unsigned us = 0; finished < TRANSFERS && us < PATIENCE_US; us += 100)
        let_pass(100);
    for (unsigned i = 0; i < TRANSFERS; i++)
        good += transfers[i].error == 0 && transfers[i].bytes == TRANSFER;
    return finished == TRANSFERS ? good : 0;
}

static void fill(unsigned round)
{
    for (unsigned i = 0; i < TRANSFERS; i++)
        for (unsigned j = 0; j < TRANSFER; j++)
            transfers[i].buffer[j] = (uint8_t)(i * 31 + j / SECTOR + round * 7);
}

static unsigned count_filled(unsigned round)
{
    unsigned good = 0;

    for (unsigned i = 0; i < TRANSFERS; i++) {
        unsigned j = 0;

        while (j < TRANSFER && transfers[i].buffer[j] == (uint8_t)(i * 31 + j / SECTOR + round * 7))
            j++;
        good += j == TRANSFER;
    }
    return good;
}

/* By the supervisor, which does not start it again: it has no `restart`. */
static void lose_disk(int file)
{
    uint64_t disk = cos_self()->links[0].peer;
    unsigned good = 0;
    int64_t error;

    start_all(file, RUMPUSER_BIO_WRITE | RUMPUSER_BIO_SYNC);
    check_result(cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_KILL, disk, 0, 0).value, 0,
                 "the driver is killed for good");
    finish_all();
    check_result(finished, TRANSFERS, "what was under way has ended, done or not");
    start_all(file, RUMPUSER_BIO_READ);
    check_result(finish_all(), 0, "nothing can be read any more");
    check_result(transfers[TRANSFERS - 1].error, EIO, "and an error says so");
    check_result(rumpuser_syncfd(file, RUMPUSER_SYNCFD_BOTH | RUMPUSER_SYNCFD_SYNC, 0, 0), EIO,
                 "or synced");
    while ((error = cos_booter(BOOTER_CREATE, disk)) == -COS_EBUSY)
        let_pass(1000); /* its device is being found */
    check_result(error, 0, "another one is started after all");
    for (unsigned us = 0; good == 0 && us < PATIENCE_US; us += 1000) {
        let_pass(1000);
        start_all(file, RUMPUSER_BIO_READ);
        good = finish_all();
    }
    check_result(good, TRANSFERS, "and reads");
}

static void check_disk(void)
{
    struct rumpuser_iovec part = {transfers[0].buffer, 100};
    uint64_t bytes = 0;
    size_t done;
    int file = -1;

    check_result(rumpuser_getfileinfo("wd0", &bytes, NULL), 0, "a disk on a link");
    check_result((long long)bytes, 1 << 20, "has the size that its driver says");
    check_result(rumpuser_getfileinfo("wd1", NULL, NULL), ENOENT,
                 "one on a link that is not there does not exist");
    check_result(rumpuser_open("wd0", RUMPUSER_OPEN_RDWR | RUMPUSER_OPEN_BIO, &file), 0, "open it");
    for (unsigned round = 0; round < ROUNDS; round++) {
        fill(round);
        start_all(file, RUMPUSER_BIO_WRITE | RUMPUSER_BIO_SYNC);
        kill(0);
        check_result(finish_all(), TRANSFERS, "all writes that were under way are done");
        memset(transfers, 0, sizeof(transfers));
        start_all(file, RUMPUSER_BIO_READ);
        check_result(finish_all(), TRANSFERS, "and what was written is read");
        check_result(count_filled(round), TRANSFERS, "as it was");
    }
    check_result(rumpuser_syncfd(file, RUMPUSER_SYNCFD_BOTH | RUMPUSER_SYNCFD_SYNC, 0, 0), 0,
                 "sync");
    check_result(rumpuser_iovread(file, &part, 1, 0, &done), EINVAL,
                 "no less than a sector can be read");
    lose_disk(file);
    check_result(rumpuser_close(file), 0, "close it");
}

/* ---- The interfaces ---- */

struct virtif_sc {
    unsigned received, expected, out_of_order;
};
static struct virtif_sc ends[2], borrowed;

void rump_virtif_virt_deliverpkt(struct virtif_sc *end, struct rumpuser_iovec *parts, size_t count)
{
    const uint8_t *frame = parts[0].iov_base;
    unsigned number = frame[NUMBER];

    if (end == &borrowed) {
        wrong += !cpu_held || parts[0].iov_len != WHOLE_FRAME;
        end->received++;
        return;
    }
    wrong += !cpu_held || count != 1 || parts[0].iov_len != FRAME;
    end->out_of_order += end->received > 0 && number != end->expected;
    end->expected = number + 1;
    end->received++;
}

static void send_all(struct virtif_user *from)
{
    static struct sample frame;
    struct rumpuser_iovec parts[] = {{frame.bytes, NUMBER}, {frame.bytes + NUMBER, FRAME - NUMBER}};

    sample_ipv4(&frame, 0x020000000002, 0x020000000001, IP_ONE, IP_TWO, FRAME);
    for (unsigned i = 0; i < FRAMES; i++) {
        frame.bytes[NUMBER] = (uint8_t)i;
        rumpcomp_virt_send(from, parts, 2);
        if (i % BURST == BURST - 1)
            let_pass(BURST_US);
    }
}

static unsigned send_and_count(struct virtif_user *from)
{
    ends[1] = (struct virtif_sc){0};
    send_all(from);
    for (unsigned us = 0; ends[1].received < FRAMES && us < PATIENCE_US; us += 1000)
        let_pass(1000);
    return ends[1].received;
}

static void check_interfaces(void)
{
    struct virtif_user *ports[2], *none;
    uint8_t address[ETHER_ADDRESS] = {0};

    check_result(rumpcomp_virt_create("7", &ends[0], address, &none), ENXIO,
                 "an interface that the VM does not have");
    check_result(rumpcomp_virt_create("0", &ends[0], address, &ports[0]), 0, "an interface");
    check(address[0] == 2 && address[5] == 1, "has the manifest's address");
    check_result(rumpcomp_virt_create("2", &ends[0], address, &none), EBUSY,
                 "another one on the same link");
    check_result(rumpcomp_virt_create("1", &ends[1], address, &ports[1]), 0, "a second interface");
    let_pass(10000);
    check_result(send_and_count(ports[0]), FRAMES, "what one sends the other receives");
    check_result(ends[1].out_of_order, 0, "in order");
    kill(1);
    let_pass(10000);
    check_result(send_and_count(ports[0]), FRAMES, "and does so again afterwards");
    rumpcomp_virt_dying(ports[1]);
    rumpcomp_virt_destroy(ports[1]);
    check_result(send_and_count(ports[0]), 0, "an interface that has ended receives nothing");
    check_result(rumpcomp_virt_create("1", &ends[1], address, &ports[1]), 0,
                 "and can be made again");
    let_pass(10000);
    check_result(send_and_count(ports[0]), FRAMES, "to receive as before");
}

/* Another component owns the link, and uses the interface by it (borrower.c). */
static void check_borrowed(void)
{
    uint8_t address[ETHER_ADDRESS] = {0};
    struct virtif_user *port;

    check_result(rumpcomp_virt_create("3", &borrowed, address, &port), 0,
                 "an interface on a link of another one's");
    for (unsigned us = 0; borrowed.received == 0 && us < PATIENCE_US; us += 1000)
        let_pass(1000);
    check_result(borrowed.received, 1, "receives what that one sends, if it is a frame");
}

/* ---- Entropy ---- */

static uint64_t words_given(void)
{
    return cos_call(COS_SLOT_CALL, RNG_GIVEN, 0, 0, 0).extra;
}

static void check_entropy(void)
{
    uint64_t words[8], before = words_given();
    size_t filled = 0;

    check_result(rumpuser_getrandom(words, sizeof(words), RUMPUSER_RANDOM_HARD, &filled), 0,
                 "random numbers");
    check_result((long long)(words_given() - before), 8, "have words of the machine's source");
    check_result(cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_KILL, cos_self()->id + RNG, 0, 0).value,
                 0, "whose driver is killed");
    check_result(rumpuser_getrandom(words, sizeof(words), RUMPUSER_RANDOM_HARD, &filled), 0,
                 "there are more");
    check_result((long long)filled, sizeof(words), "all that were asked for");
}

int main(const struct cos_start *start)
{
    memory_start((void *)start->ram_start, start->ram_pages);
    threads_event = links_event;
    threads_start();
    check_result(rumpuser_init(RUMPUSER_VERSION, &upcalls), 0, "begin");
    check_disk();
    check_interfaces();
    check_borrowed();
    check_entropy();
    check(cpu_held, "the CPU is held at the end");
    check_result(wrong, 0, "each call came with the CPU as it is to be");
    return check_done();
}
