/* SPDX-License-Identifier: BSD-2-Clause */
#include "common.h"

#include <cos/entry.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

/* The thread's budget in each piece of time: others wait for a piece and a part of a line at most.
 * The unit is the cost of sending a byte, or of handling one of a line. */
#define PIECE_US     160
#define PIECE        64 /* six times what text costs at 115200 baud */
#define WAKE_COST    32 /* of a wake-up */
#define RECEIVE_COST 8  /* of a received byte */
#define LINE_COST    16 /* of a line, beside its bytes */

#define BUSY_US     10000 /* the UART's interrupt may be lost */
#define PATIENCE_US 100000
#define ALIVE_US    400000 /* between signs of life; less than half of the time for each */

COS_STACK(4096);

COS_ENTRY(evm_gate_0, console_call);

static bool idle;      /* the thread waits, and needs a signal if there is work */
static bool watching;  /* it will look at unfinished lines without a signal */
static bool news;      /* there is text since it looked last */
static uint64_t asked; /* TSC time since which the supervisor has not seen it run; 0: it has run */
static bool ran;       /* since the supervisor asked for that (CONSOLE_BEAT) */

/* ---- Entries ---- */

static void notice(bool now)
{
    __atomic_store_n(&news, true, __ATOMIC_SEQ_CST);
    if ((now || !watching) && __atomic_exchange_n(&idle, false, __ATOMIC_SEQ_CST))
        cos_signal(COS_SLOT_ENDPOINT);
}

static int64_t write(uint64_t client, uint64_t method, const uint64_t *text)
{
    size_t bytes = method >> 8 & 0xff;
    bool more = method & CONSOLE_MORE, whole = false;

    if (bytes == 0 || bytes > CONSOLE_CHUNK || method >= 2 * CONSOLE_MORE)
        return -COS_EINVAL;
    if (!lines_write(client, (const char *)text, bytes, method & 0xff, more, &whole)) {
        notice(true);
        return -COS_EAGAIN;
    }
    if (whole || !more)
        notice(whole);
    return (int64_t)bytes;
}

static void send_all(uint64_t now)
{
    bool busy;

    do {
        serial_send(SERIAL_QUEUE, &busy);
    } while (!busy && lines_next(now) != 0);
}

/*
 * The supervisor's last text must come out even if only its own thread still runs, as the scheduler
 * has crashed. Only then does its call do the thread's work.
 */
static void stand_in(void)
{
    uint64_t now = cos_tsc();

    if (asked == 0)
        asked = now;
    else if (now - asked >= cos_ticks(PATIENCE_US))
        send_all(now);
}

static int64_t flush(uint64_t client, uint64_t ended, bool last)
{
    if (client != EVM_SUPERVISOR) {
        lines_flush(client);
        notice(true);
        return 0;
    }
    lines_flush_all(ended);
    notice(true);
    if (last)
        stand_in();
    return (int64_t)lines_pending();
}

static int64_t beat(uint64_t client)
{
    bool answer;

    if (client != EVM_SUPERVISOR)
        return -COS_EDENIED;
    answer = __atomic_exchange_n(&ran, false, __ATOMIC_SEQ_CST);
    notice(true);
    return answer;
}

static struct cos_result history(uint64_t client, uint64_t of, uint64_t from)
{
    struct cos_result result = {.value = -COS_EDENIED};

    if (client == EVM_SUPERVISOR && of < EVM_COMPONENTS)
        result.value = ring_history(of, from, &result.extra);
    return result;
}

/* token: the client's component id, given by the booter. */
struct cos_result console_call(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token,
                               uint64_t thread)
{
    const uint64_t text[] = {a1, a2, a3};
    struct cos_result result = {.value = -COS_ENOSYS};

    (void)thread;
    if (rings[token].size == 0)
        rings_init(); /* the thread has not got that far */
    switch (a0 & 255) {
    case CONSOLE_WRITE:
        result.value = write(token, a0, text);
        break;
    case CONSOLE_RAW:
        result.value = token == EVM_SUPERVISOR ? write(token, a0, text) : -COS_EDENIED;
        break;
    case CONSOLE_READ:
        result.value = input_read(token, &result.extra);
        break;
    case CONSOLE_FLUSH:
        result.value = flush(token, a1, a2 == 1);
        result.extra = RING_BYTES_SUPERVISOR - ring_pending(&rings[EVM_SUPERVISOR]);
        break;
    case CONSOLE_HISTORY:
        result = history(token, a1, a2);
        break;
    case CONSOLE_BEAT:
        result.value = beat(token);
        break;
    }
    return result;
}

/* ---- The thread ---- */

static int64_t left;     /* budget left in this piece of time; a debt is taken from the next */
static uint64_t piece;   /* TSC time at which this piece ends */
static bool rests;       /* the thread has found nothing more to do */
static bool interrupted; /* the UART has raised an interrupt, whose line stays masked until it is
                            handled */

static void begin_piece(uint64_t now)
{
    if (now >= piece) {
        left = left < 0 ? left + PIECE : PIECE;
        piece = now + cos_ticks(PIECE_US);
    }
}

/* Receives bytes within the budget. Returns false if there may be more. */
static bool receive(void)
{
    int c;

    while (left > 0 && (c = serial_receive()) >= 0) {
        input_receive((char)c);
        left -= RECEIVE_COST;
    }
    input_tell();
    return left > 0;
}

/* Receives all bytes, then unmasks the UART's line. Looks again, since bytes that came before that
 * raise no new interrupt. */
static void hear(void)
{
    while (interrupted && receive()) {
        cos_irq_ack(COS_SLOT_IRQ);
        left -= RECEIVE_COST;
        interrupted = serial_interrupting();
    }
}

/* Queues the next line if the queue is low. Returns false if there is nothing to send. */
static bool choose(uint64_t now)
{
    unsigned bytes = 0;

    if (serial_pending() < SERIAL_LOW && (bytes = lines_next(now)) != 0)
        left -= (int)(LINE_COST + bytes);
    return serial_pending() != 0;
}

/* Sends text within the budget. Returns true if the UART takes no more. */
static bool send(uint64_t now)
{
    bool busy = false;

    while (left > 0 && !busy && choose(now))
        left -= serial_send(left > 0 ? (unsigned)left : 0, &busy);
    return busy;
}

/* Does the work of this piece of time. Returns the deadline of the next wait. */
static uint64_t work(void)
{
    uint64_t now = cos_tsc(), due;
    bool busy;

    begin_piece(now);
    rests = false;
    asked = 0;
    __atomic_store_n(&ran, true, __ATOMIC_SEQ_CST);
    watching = true;
    __atomic_store_n(&news, false, __ATOMIC_SEQ_CST);
    if (left <= 0)
        return piece;
    left -= WAKE_COST;
    hear();
    busy = send(now);
    if (left <= 0)
        return piece;
    if (busy)
        return now + cos_ticks(BUSY_US);
    rests = true;
    due = lines_due();
    watching = due != COS_FOREVER;
    __atomic_store_n(&idle, true, __ATOMIC_SEQ_CST);
    return __atomic_load_n(&news, __ATOMIC_SEQ_CST) ? now : due;
}

/* Gives a sign of life when it is time. Returns the time of the next one. A thread that sees
 * nothing to do while clients wait for room executes a damaged program. So it gives no sign, and
 * the supervisor finds it hung. */
static uint64_t give_sign(void)
{
    static uint64_t next;
    uint64_t now = cos_tsc();

    if (now >= next) {
        bool stands = lines_stand();

        next = now + cos_ticks(ALIVE_US);
        if (!rests || !stands)
            cos_alive();
    }
    return next;
}

int main(const struct cos_start *start)
{
    uint64_t events, next;

    rings_init();
    rings_keep(start);
    serial_init();
    input_init();
    for (;;) {
        uint64_t deadline = work();

        next = give_sign();
        events = 0;
        cos_wait(COS_SLOT_ENDPOINT, deadline < next ? deadline : next, &events);
        __atomic_store_n(&idle, false, __ATOMIC_SEQ_CST);
        interrupted |= (events & COS_EVENT_IRQ) != 0;
    }
}
