/* SPDX-License-Identifier: BSD-2-Clause */
#include "common.h"

#include <cos/entry.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

#define RECEIVE_LIMIT 64

COS_STACK(4096);

COS_ENTRY(evm_gate_0, console_call);

static bool timing; /* the component's thread will look at unfinished lines by itself */

static bool is_root(uint64_t client)
{
    return client == EVM_BOOTER || client == EVM_SUPERVISOR;
}

static int64_t write(uint64_t client, const uint64_t *text, size_t bytes, bool raw)
{
    if (bytes == 0 || bytes > CONSOLE_CHUNK) {
        return -COS_EINVAL;
    }
    if (serial_room() < LINES_ROOM) {
        return -COS_EAGAIN;
    }
    if (lines_write(client, (const char *)text, bytes, raw) && !timing) {
        timing = true;
        cos_signal(COS_SLOT_ENDPOINT);
    }
    serial_send();
    return (int64_t)bytes;
}

static int64_t flush(uint64_t client)
{
    if (serial_room() < LINES_ROOM) {
        return -COS_EAGAIN;
    }
    if (client == EVM_SUPERVISOR) {
        lines_flush_all();
    } else {
        lines_flush(client);
    }
    serial_send();
    return client == EVM_SUPERVISOR ? (int64_t)serial_pending() : 0;
}

/* token: the client's component id, given by the booter. */
struct cos_result console_call(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token, uint64_t thread)
{
    const uint64_t text[] = { a1, a2, a3 };
    struct cos_result result = { .value = -COS_ENOSYS };

    (void)thread;
    switch (a0 & 255) {
    case CONSOLE_WRITE:
        result.value = write(token, text, a0 >> 8, false);
        break;
    case CONSOLE_RAW:
        result.value = is_root(token) ? write(token, text, a0 >> 8, true) : -COS_EDENIED;
        break;
    case CONSOLE_READ:
        result.value = input_read(token, &result.extra);
        break;
    case CONSOLE_FLUSH:
        result.value = flush(token);
        break;
    }
    return result;
}

static void receive(void)
{
    for (unsigned i = 0; i < RECEIVE_LIMIT; i++) {
        int c = serial_receive();

        if (c < 0) {
            return;
        }
        input_receive((char)c);
    }
}

int main(const struct cos_start *start)
{
    uint64_t events, deadline = COS_FOREVER;

    (void)start;
    serial_init();
    input_init();
    for (;;) {
        events = 0;
        cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
        if (events & COS_EVENT_IRQ) {
            receive();
        }
        deadline = lines_flush_old(cos_tsc());
        timing = deadline != COS_FOREVER;
        serial_send();
        cos_irq_ack(COS_SLOT_IRQ);
        if (serial_interrupting()) {
            cos_signal(COS_SLOT_ENDPOINT); /* since before the line was unmasked: no new edge will come */
        }
    }
}
