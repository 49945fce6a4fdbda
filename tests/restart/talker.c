/* SPDX-License-Identifier: BSD-2-Clause */
/* Talks with the echo on a switch (lives.h): each thing that it says is answered, once it was said
 * often enough. */
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "../components/check.h"
#include "../netswitch/nic.h"
#include "lives.h"

#define OWN_IP      0x0a000001 /* as in the manifest */
#define ECHO_IP     0x0a000002
#define RESEND_US   20000
#define PATIENCE_US 20000000
#define PAUSE_US    1000
#define BYTES       1000
#define NUMBER      42 /* offset of what is said */

static struct nic nic;
static struct sample sample, came;
static uint64_t echo; /* address; 0: it has not called yet */
static unsigned said;

static void say(void)
{
    if (echo != 0 && nic.informed) {
        sample_ipv4(&sample, echo, sample_get(nic.info.address, 6), OWN_IP, ECHO_IP, BYTES);
        sample_put(&sample, NUMBER, said, 4);
        nic_send(&nic, &sample);
    } else if (nic.flying == 0) {
        nic_ask(&nic);
    }
}

static bool is_answer(void)
{
    if (sample_get(came.bytes, 6) == FRAMES_ALL && echo == 0) {
        echo = sample_get(came.bytes + 6, 6);
        say();
    }
    return echo != 0 && came.count == BYTES && sample_get(came.bytes + 6, 6) == echo &&
           sample_get(came.bytes + NUMBER, 4) == said;
}

int main(const struct cos_start *start)
{
    uint64_t deadline = cos_tsc() + cos_ticks(PATIENCE_US), again = 0, events;

    (void)start;
    nic_open(&nic, 0);
    while (!lives_are_over(nic.restarts) && cos_tsc() < deadline) {
        bool there = nic_poll(&nic);

        while (there && nic_receive(&nic, &came)) {
            if (is_answer()) {
                said++;
                lives_pause(PAUSE_US);
                deadline = cos_tsc() + cos_ticks(PATIENCE_US);
                again = 0;
            }
        }
        if (there && cos_tsc() >= again) {
            again = cos_tsc() + cos_ticks(RESEND_US);
            say();
        }
        if (link_sleep(&nic.link))
            cos_wait(COS_SLOT_ENDPOINT, again, &events);
    }
    check(cos_tsc() < deadline && said > LIVES, "%u questions were answered", said);
    check(lives_component() != 0 || nic.restarts >= LIVES, "while the switch began anew %u times",
          nic.restarts);
    return check_done();
}
