/* SPDX-License-Identifier: BSD-2-Clause */
/* A 16550 UART with FIFOs at COM1. */
#include "common.h"

#include <cos/string.h>
#include <cos/uart.h>
#include <evm/machine.h>

#define BASE       EVM_SERIAL_FIRST
#define FIFO_ON    0x07 /* empties both; an interrupt for each received byte */
#define MODEM_DEAF 0x10 /* loopback: it takes nothing from the line */

static char queue[SERIAL_QUEUE];
static size_t head, tail; /* bytes put in and taken out so far */
static bool interrupt_on_empty;
static char early[UART_FIFO_BYTES]; /* received before the UART was set up */
static unsigned early_count, early_read;

/* Saves keys typed before the console ran: they are in the UART, and turning on the FIFO drops
 * them. */
static void take_early(void)
{
    uart_out(BASE, UART_LINE_CONTROL, UART_BITS_8N1);
    uart_out(BASE, UART_MODEM_CONTROL, MODEM_DEAF);
    while (early_count < UART_FIFO_BYTES && uart_in(BASE, UART_LINE_STATUS) & UART_STATUS_DATA)
        early[early_count++] = (char)uart_in(BASE, UART_DATA);
}

void serial_init(void)
{
    take_early();
    uart_set_up(BASE, FIFO_ON);
    if (!(uart_in(BASE, UART_LINE_STATUS) & UART_STATUS_DATA)) {
        uart_in(BASE, UART_DATA); /* an emulator delivers more input when this is read; the last
                          read was in loopback mode */
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
    size_t at = tail % SERIAL_QUEUE;

    if (count == sizeof value && at + count <= SERIAL_QUEUE)
        memcpy(&value, queue + at, sizeof value);
    else
        for (unsigned i = 0; i < count; i++)
            value |= (uint64_t)(unsigned char)queue[(tail + i) % SERIAL_QUEUE] << 8 * i;
    return value;
}

/* Fills the FIFO, which is empty. Rounds up, as the last bytes would cost as much as eight each. */
static unsigned send_burst(unsigned most)
{
    unsigned sent = 0;

    most = most < UART_FIFO_BYTES ? (most + COS_PORT_BYTES - 1) & -COS_PORT_BYTES : UART_FIFO_BYTES;
    most = most < head - tail ? most : (unsigned)(head - tail);
    while (sent < most) { /* a byte is pending until the UART has it */
        unsigned some = most - sent >= COS_PORT_BYTES ? COS_PORT_BYTES : 1;

        cos_port_out(COS_SLOT_PORTS, BASE + UART_DATA, some, next_bytes(some));
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
        *busy = !(uart_in(BASE, UART_LINE_STATUS) & UART_STATUS_EMPTY);
        sent += *busy ? 0 : send_burst(most - sent);
    }
    if (*busy != interrupt_on_empty) {
        uart_out(BASE, UART_INTERRUPT_ENABLE, UART_ENABLE_RECEIVE | (*busy ? UART_ENABLE_SEND : 0));
        interrupt_on_empty = *busy;
    }
    return sent;
}

int serial_receive(void)
{
    if (early_read < early_count)
        return (unsigned char)early[early_read++];
    return uart_in(BASE, UART_LINE_STATUS) & UART_STATUS_DATA ? (int)uart_in(BASE, UART_DATA) : -1;
}

bool serial_interrupting(void)
{
    return !(uart_in(BASE, UART_INTERRUPT_CAUSE) & UART_CAUSE_NONE);
}
