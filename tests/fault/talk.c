/* SPDX-License-Identifier: BSD-2-Clause */
/* Says something to the echo on a switch, again and again, and checks each answer. Says it again
 * when none comes: the echo or the switch may have begun anew. */
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "../netswitch/nic.h"

#define OWN_IP    0x0a000001 /* as in the manifest */
#define ECHO_IP   0x0a000002
#define RESEND_US 10000
#define PAUSE_US  10000
#define BYTES     600
#define NUMBER    42 /* offset of what is said */

static struct nic nic;
static struct sample sample, came;
static uint64_t number;

static void say(void)
{
    if (!nic.informed) {
        if (nic.flying == 0)
            nic_ask(&nic);
        return;
    }
    sample_ipv4(&sample, FRAMES_ALL, sample_get(nic.info.address, 6), OWN_IP, ECHO_IP, BYTES);
    sample_put(&sample, NUMBER, number, 8);
    nic_send(&nic, &sample);
}

/* What is between the number and the end must come back as it was; it is the offset's low byte. */
static bool is_whole(void)
{
    for (unsigned i = NUMBER + 8; i < BYTES; i++)
        if (came.bytes[i] != (uint8_t)i)
            return false;
    return came.count == BYTES;
}

static bool take_answer(void)
{
    if (!nic_receive(&nic, &came) || sample_get(came.bytes + 26, 4) != ECHO_IP)
        return false;
    uint64_t told = sample_get(came.bytes + NUMBER, 8);

    if (told < number && is_whole())
        return false; /* late: it was asked twice */
    if (told == number && is_whole())
        cos_print("ok - echo answers %lu\n", (unsigned long)number);
    else
        cos_print("not ok - echo answers %lx, not %lx\n", (unsigned long)told,
                  (unsigned long)number);
    number++;
    return true;
}

int main(const struct cos_start *start)
{
    uint64_t again = 0, events;

    (void)start;
    nic_open(&nic, 0);
    for (;;) {
        bool there = nic_poll(&nic);

        cos_alive();
        if (there && take_answer()) {
            cos_sleep(PAUSE_US);
            again = 0;
            continue;
        }
        if (there && cos_tsc() >= again) {
            again = cos_tsc() + cos_ticks(RESEND_US);
            say();
        }
        if (link_sleep(&nic.link))
            cos_wait(COS_SLOT_ENDPOINT, again, &events);
    }
}
