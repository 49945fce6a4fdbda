/* SPDX-License-Identifier: BSD-2-Clause */
/* Talks with all members on a switch with many ports. Argument: the number of members. */
#include <cos/channel.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "../components/check.h"
#include "crowd.h"
#include "nic.h"

#define MEMBERS     32
#define FRAMES      100 /* to each, and back */
#define RESEND_US   50000
#define PATIENCE_US 20000000

static struct nic nic;
static struct sample sample, came;
static struct member {
    uint64_t address;
    unsigned answers;
} members[MEMBERS];
static unsigned count, heard, strangers, wrong;

/* Sends a member the next frame, which holds its number. */
static void talk(uint32_t number)
{
    const struct member *member = &members[number - 1];

    sample_ipv4(&sample, member->address, sample_get(nic.info.address, 6), crowd_ip(0),
                crowd_ip(number), 600);
    sample_put(&sample, 42, member->answers, 4);
    nic_send(&nic, &sample);
}

static void hear(void)
{
    uint32_t number = (uint32_t)sample_get(came.bytes + 26, 4) - crowd_ip(0);
    struct member *member;

    if (number < 1 || number > count) {
        strangers++;
        return;
    }
    member = &members[number - 1];
    if (sample_get(came.bytes, 6) == FRAMES_ALL) {
        heard += member->address == 0;
        member->address = sample_get(came.bytes + 6, 6);
    } else if (sample_get(came.bytes + 42, 4) == member->answers) {
        wrong += sample_get(came.bytes + 6, 6) != member->address || came.count != 600;
        member->answers++;
    } else {
        return; /* an answer to a frame that was sent twice */
    }
    if (member->answers < FRAMES)
        talk(number);
}

static bool is_done(void)
{
    bool done = true;

    for (unsigned i = 0; i < count; i++)
        done = done && members[i].answers == FRAMES;
    return done;
}

/* Repeats frames that were lost. */
static void talk_again(void)
{
    for (unsigned i = 0; i < count; i++)
        if (members[i].address != 0 && members[i].answers < FRAMES)
            talk(i + 1);
}

int main(const struct cos_start *start)
{
    uint64_t deadline = cos_tsc() + cos_ticks(PATIENCE_US),
             again = cos_tsc() + cos_ticks(RESEND_US), events;
    struct evm_channel port;

    count = crowd_number();
    check(cos_channel_find(start, EVM_CHANNEL_ETHER, "lan", &port) && nic_open(&nic, port.index),
          "the link opens");
    while (!is_done() && cos_tsc() < deadline) {
        while (nic_poll(&nic) && nic.informed && nic_receive(&nic, &came))
            hear();
        if (!nic.informed && nic.flying == 0)
            nic_ask(&nic);
        if (cos_tsc() >= again) {
            again = cos_tsc() + cos_ticks(RESEND_US);
            talk_again();
        }
        if (link_sleep(&nic.link))
            cos_wait(COS_SLOT_ENDPOINT, again, &events);
    }
    check_result(heard, count, "%u others are on the switch", count);
    check(is_done(), "each has answered %u times", FRAMES);
    check_result(wrong, 0, "as itself");
    check_result(strangers, 0, "and no stranger has");
    return check_done();
}
