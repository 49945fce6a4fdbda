/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The monitor: answers requests on the second serial line (evm/control.h). It has no other client,
 * and no component waits for it. It is more urgent than VMs, so it works in short rounds with rests
 * between them: its budget bounds what a flood on the line costs, and a round how long a VM waits.
 */
#include "answer.h"
#include "line.h"

#include <cos/alive.h>
#include <cos/entry.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

#define ROUND   16  /* most bytes that a round receives, and sends; and it makes one answer */
#define REST_US 200 /* between rounds: so 80 KB a second pass, seven times the line's rate */

COS_STACK(8192);

static struct control_reader reader;
static struct control_frame answer;
static size_t length, sent; /* bytes of the answer, and of these, those sent */
static uint64_t last;       /* TSC time of the last received byte */

static void handle_frames(void)
{
    const struct control_frame *request;

    while (length == 0 && (request = control_next(&reader)) != NULL)
        if (answer_make(request, &answer))
            length = control_seal(&answer);
}

/* Returns whether there may be more. While an answer is on its way, the line's own queue keeps what
 * comes, or loses it. */
static bool receive(void)
{
    int byte = 0;

    handle_frames(); /* a frame may stand behind noise or behind the last request */
    for (unsigned i = 0; i < ROUND && length == 0; i++) {
        byte = line_receive();
        if (byte < 0)
            return false;
        control_add(&reader, (uint8_t)byte);
        last = cos_tsc();
        handle_frames();
    }
    return length == 0;
}

static void send(void)
{
    sent += line_send((const uint8_t *)&answer + sent, length - sent);
    if (length != 0 && sent == length) {
        length = sent = 0;
        answer_sent();
    }
}

/* Returns until when to wait for the rest of a frame. If that time is over, forgets its beginning,
 * and returns 0. */
static uint64_t forget_noise(void)
{
    uint64_t end = last + cos_ticks(CONTROL_PAUSE_MS * 1000);

    if (reader.count == 0)
        return COS_FOREVER;
    if (cos_tsc() < end)
        return end;
    control_give_up(&reader);
    return 0;
}

/* Does a round of work. Returns until when to wait for events; 0: rest, then do another round. The
 * line interrupts only when it has received bytes, and is masked until all are taken. */
static uint64_t work(bool *interrupted)
{
    bool sends = length != 0;

    if (sends)
        send();
    if (sends || receive() || length != 0)
        return 0;
    if (*interrupted) {
        cos_irq_ack(COS_SLOT_IRQ);
        *interrupted = line_interrupting();
        return 0;
    }
    return forget_noise();
}

int main(const struct cos_start *start)
{
    uint64_t events = 0;
    bool interrupted = true; /* a former life may have left the interrupt masked */

    if (!answer_begin(start)) {
        cos_print("it has no configuration; expected `control: serial2` in the manifest\n");
        return 0;
    }
    if (!line_open()) {
        cos_print("this machine has no second serial line, so there is no control channel\n");
        return 0;
    }
    cos_answer_begin();
    while (!(events & COS_EVENT_POWER)) {
        uint64_t until = work(&interrupted);

        if (until == 0)
            cos_sleep(REST_US); /* though the line interrupts */
        events = 0;
        cos_wait(COS_SLOT_ENDPOINT, until, &events);
        cos_answer(events);
        interrupted |= (events & COS_EVENT_IRQ) != 0;
    }
    cos_answer_end();
    return 0;
}
