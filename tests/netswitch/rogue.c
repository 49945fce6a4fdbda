/* SPDX-License-Identifier: BSD-2-Clause */
/* A VM that breaks every rule of its link with the switch: sends a few correct frames, then writes
 * anything anywhere into the link, starts again, and so on for ever. */
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "random.h"
#include "nic.h"

#define CONTROL_WORDS (8192 / sizeof(uint64_t)) /* of the link: those before the pools */
#define WORDS_EACH    2000
#define PATIENCE_US   100000

static struct nic nic;
static struct sample sample;
static struct random numbers;

static void send_frames(void)
{
    uint64_t deadline = cos_tsc() + cos_ticks(PATIENCE_US), events;

    while (!nic_poll(&nic) && cos_tsc() < deadline)
        if (link_sleep(&nic.link))
            cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
    sample_ipv4(&sample, FRAMES_ALL, random_next(&numbers), 1, 2, 60);
    for (unsigned i = 0; i < ETHER_DEPTH / 2; i++)
        nic_send(&nic, &sample);
    link_flush(&nic.link);
}

/* Small numbers, which may pass as indices and lengths, or any number. */
static uint64_t any_word(void)
{
    uint64_t word = random_next(&numbers);

    return word % 2 != 0 ? word >> 1 : word % 4000;
}

int main(const struct cos_start *start)
{
    uint64_t *words = (uint64_t *)start->links[0].address;

    numbers.state = cos_tsc();
    nic_open(&nic, 0);
    send_frames();
    for (unsigned i = 0; i < WORDS_EACH; i++) {
        words[random_next(&numbers) % CONTROL_WORDS] = any_word();
        if (i % 8 == 0)
            cos_signal(COS_SLOT_SIGNAL);
        if (i % 64 == 0)
            cos_sleep(10);
    }
    cos_reboot();
}
