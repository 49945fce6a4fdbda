/* SPDX-License-Identifier: BSD-2-Clause */
/* A 16550 UART with FIFOs at COM1. */
#include "common.h"

#include <cos/syscall.h>
#include <evm/machine.h>

enum {
    DATA = EVM_SERIAL_FIRST,
    INTERRUPT_ENABLE,
    FIFO_CONTROL,
    LINE_CONTROL,
    MODEM_CONTROL,
    LINE_STATUS
};
enum { DIVISOR_LOW = EVM_SERIAL_FIRST, DIVISOR_HIGH, INTERRUPT_CAUSE };

#define FIFO_BYTES     16
#define ENABLE_RECEIVE 1
#define ENABLE_SEND    2
#define FIFO_ON        0x07 /* empties both; an interrupt for each received byte */
#define DIVISOR_ACCESS 0x80
#define BITS_8N1       0x03
#define MODEM_READY    0x0b /* DTR, RTS, and OUT2, which lets interrupts through */
#define MODEM_DEAF     0x10 /* loopback: it takes nothing from the line */
#define CAUSE_NONE     0x01
#define STATUS_DATA    0x01
#define STATUS_EMPTY   0x20

static char queue[SERIAL_QUEUE];
static size_t head, tail; /* bytes put in and taken out so far */
static bool interrupt_on_empty;
static char early[FIFO_BYTES]; /* received before the UART was set up */
static unsigned early_count, early_read;

static uint64_t port_in(unsigned port)
{
    uint64_t value;

    cos_port_in(COS_SLOT_PORTS, port, 1, &value);
    return value;
}

static void port_out(unsigned port, uint64_t value)
{
    cos_port_out(COS_SLOT_PORTS, port, 1, value);
}

/* Saves keys typed before the console ran: they are in the UART, and turning on the FIFO drops
 * them. */
static void take_early(void)
{
    port_out(LINE_CONTROL, BITS_8N1);
    port_out(MODEM_CONTROL, MODEM_DEAF);
    while (early_count < FIFO_BYTES && port_in(LINE_STATUS) & STATUS_DATA)
        early[early_count++] = (char)port_in(DATA);
}

void serial_init(void)
{
    take_early();
    port_out(LINE_CONTROL, DIVISOR_ACCESS | BITS_8N1);
    port_out(DIVISOR_LOW, 1); /* 115200 baud */
    port_out(DIVISOR_HIGH, 0);
    port_out(LINE_CONTROL, BITS_8N1);
    port_out(FIFO_CONTROL, FIFO_ON);
    port_out(MODEM_CONTROL, MODEM_READY);
    port_out(INTERRUPT_ENABLE, ENABLE_RECEIVE);
    if (!(port_in(LINE_STATUS) & STATUS_DATA)) {
        port_in(DATA); /* an emulator delivers more input when this is read; the last read was
                          in loopback mode */
    }
}

void serial_put(char c)
{
    queue[head++ % SERIAL_QUEUE] = c;
}

size_t serial_pending(void)
{
    return head - tail;
}

static uint64_t next_bytes(unsigned count)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < count; i++)
        value |= (uint64_t)(unsigned char)queue[(tail + i) % SERIAL_QUEUE] << 8 * i;
    return value;
}

/* Fills the FIFO, which is empty. Rounds up, as the last bytes would cost as much as eight each. */
static unsigned send_burst(unsigned most)
{
    unsigned sent = 0;

    most = most < FIFO_BYTES ? (most + COS_PORT_BYTES - 1) & -COS_PORT_BYTES : FIFO_BYTES;
    most = most < head - tail ? most : (unsigned)(head - tail);
    while (sent < most) { /* a byte is pending until the UART has it */
        unsigned some = most - sent >= COS_PORT_BYTES ? COS_PORT_BYTES : 1;

        cos_port_out(COS_SLOT_PORTS, DATA, some, next_bytes(some));
        tail += some;
        sent += some;
    }
    return sent;
}

unsigned serial_send(unsigned most, bool *busy)
{
    unsigned sent = 0;

    *busy = false;
    while (head != tail && sent < most && !*busy) {
        *busy = !(port_in(LINE_STATUS) & STATUS_EMPTY);
        sent += *busy ? 0 : send_burst(most - sent);
    }
    if (*busy != interrupt_on_empty) {
        port_out(INTERRUPT_ENABLE, ENABLE_RECEIVE | (*busy ? ENABLE_SEND : 0));
        interrupt_on_empty = *busy;
    }
    return sent;
}

int serial_receive(void)
{
    if (early_read < early_count)
        return (unsigned char)early[early_read++];
    return port_in(LINE_STATUS) & STATUS_DATA ? (int)port_in(DATA) : -1;
}

bool serial_interrupting(void)
{
    return !(port_in(INTERRUPT_CAUSE) & CAUSE_NONE);
}
