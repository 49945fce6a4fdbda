/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A disk and a network interface of a NetBSD VM whose other sides lie, used by hypercalls until
 * both say honest things; this program stands in for the rump kernel and for the manifest's list of
 * channels.
 */
#include <cos/runtime.h>
#include <cos/string.h>
#include <links.h>
#include <memory.h>
#include <rump_virtif.h>
#include <thread.h>

#include "../components/check.h"
#include "../netbsd/channels.h"
#include "../netbsd/upcalls.h"
#include "../netswitch/frames.h"
#include "lies.h"

__asm__(".globl evm_fpu\n.set evm_fpu, 1"); /* threads switch the FPU's control words */

#define SECTOR      512
#define TRANSFERS   8
#define PATIENCE_US 200000000
#define ROUND_US    2000 /* for transfers of one round */
#define OWN_IP      0x0a000001
#define OTHER_IP    0x0a000009

static const struct evm_channel channels[] = {CHANNELS_DISK("wd0", 0, 0),
                                              CHANNELS_ETHER("lan", 0, 1, 1)};

const struct cos_blob *cos_blob_find(const struct cos_start *start, const char *name)
{
    (void)start;
    return channels_in_place(name, channels, sizeof channels);
}

struct virtif_sc {
    bool answered;
};

static struct virtif_sc end;
static uint8_t buffers[TRANSFERS][40 * SECTOR];
static unsigned under_way, good, failed;

/* From the switch when it is honest at last: no lie has this address. */
void rump_virtif_virt_deliverpkt(struct virtif_sc *softc, struct rumpuser_iovec *parts,
                                 size_t count)
{
    const uint8_t *frame = parts[0].iov_base;

    wrong += !cpu_held || count != 1;
    softc->answered = softc->answered ||
                      (parts[0].iov_len >= 42 && sample_get(frame + 6, 6) == LIES_ADDRESS &&
                       sample_get(frame + 12, 2) == 0x0806 &&
                       sample_get(frame + 28, 4) == OTHER_IP);
}

static void transfer_done(void *argument, size_t bytes, int error)
{
    (void)argument;
    wrong += !cpu_held || (error == 0 && bytes != sizeof buffers[0]) || under_way == 0;
    under_way--;
    good += error == 0;
    failed += error != 0;
}

/* Reads the disk, then writes it. Those that a liar does not complete come back when it has broken
 * enough rules. */
static void use_disk(int file, int operation)
{
    if (under_way != 0)
        return;
    under_way = TRANSFERS;
    for (unsigned i = 0; i < TRANSFERS; i++) {
        rumpuser_bio(file, operation, buffers[i], sizeof buffers[i], (int64_t)i * SECTOR,
                     transfer_done, NULL);
    }
}

static bool is_honest_disk(void)
{
    return under_way == 0 && memcmp(buffers[0], LIES_HONEST, sizeof LIES_HONEST - 1) == 0;
}

static void ask(struct virtif_user *port)
{
    static struct sample question;
    struct rumpuser_iovec part = {question.bytes, 42};

    sample_arp(&question, FRAMES_ALL, 0x020000000001, 1, OWN_IP, OTHER_IP);
    rumpcomp_virt_send(port, &part, 1);
}

int main(const struct cos_start *start)
{
    uint64_t deadline = cos_tsc() + cos_ticks(PATIENCE_US);
    uint8_t address[6] = {0};
    struct virtif_user *port;
    unsigned rounds = 0;
    bool disk = false;
    int file = -1;

    memory_start((void *)start->ram_start, start->ram_pages);
    threads_event = links_event;
    threads_start();
    check_result(rumpuser_init(RUMPUSER_VERSION, &upcalls), 0, "begin");
    check_result(rumpuser_open("wd0", RUMPUSER_OPEN_RDWR | RUMPUSER_OPEN_BIO, &file), 0,
                 "open the disk");
    check_result(rumpcomp_virt_create("0", &end, address, &port), 0, "open the interface");
    for (; !(disk && end.answered) && cos_tsc() < deadline; rounds++) {
        disk = disk || (rounds % 2 == 1 && is_honest_disk());
        use_disk(file, rounds % 2 == 0 || disk ? RUMPUSER_BIO_READ : RUMPUSER_BIO_WRITE);
        ask(port);
        let_pass(ROUND_US);
    }
    check(disk, "the disk is honest at last, and used: %u transfers were done, %u failed", good,
          failed);
    check(end.answered, "so is the network");
    check_result(wrong, 0, "each call came with the CPU as it is to be");
    return check_done();
}
