/* SPDX-License-Identifier: BSD-2-Clause */
/* A 16550 UART with FIFOs: registers, and what its drivers share. `base`: its first port, in the
 * component's first range of ports. */
#ifndef COS_UART_H
#define COS_UART_H

#include <cos/start.h>
#include <cos/syscall.h>
#include <stddef.h>
#include <stdint.h>

enum { /* registers */
       UART_DATA,
       UART_INTERRUPT_ENABLE,
       UART_FIFO_CONTROL,
       UART_LINE_CONTROL,
       UART_MODEM_CONTROL,
       UART_LINE_STATUS
};
enum { /* for reading, or with UART_DIVISOR_ACCESS */
       UART_DIVISOR_LOW,
       UART_DIVISOR_HIGH,
       UART_INTERRUPT_CAUSE
};

#define UART_FIFO_BYTES     16
#define UART_ENABLE_RECEIVE 1
#define UART_ENABLE_SEND    2
#define UART_DIVISOR_ACCESS 0x80
#define UART_BITS_8N1       0x03
#define UART_MODEM_READY    0x0b /* DTR, RTS, and OUT2, which lets interrupts through */
#define UART_CAUSE_NONE     0x01
#define UART_STATUS_DATA    0x01
#define UART_STATUS_EMPTY   0x20

static inline uint64_t uart_in(unsigned base, unsigned place)
{
    uint64_t value;

    cos_port_in(COS_SLOT_PORTS, base + place, 1, &value);
    return value;
}

static inline void uart_out(unsigned base, unsigned place, uint64_t value)
{
    cos_port_out(COS_SLOT_PORTS, base + place, 1, value);
}

/* 115200 baud, 8 bits, no parity, 1 stop bit; `fifo` as for UART_FIFO_CONTROL. */
static inline void uart_set_up(unsigned base, uint64_t fifo)
{
    uart_out(base, UART_LINE_CONTROL, UART_DIVISOR_ACCESS | UART_BITS_8N1);
    uart_out(base, UART_DIVISOR_LOW, 1);
    uart_out(base, UART_DIVISOR_HIGH, 0);
    uart_out(base, UART_LINE_CONTROL, UART_BITS_8N1);
    uart_out(base, UART_FIFO_CONTROL, fifo);
    uart_out(base, UART_MODEM_CONTROL, UART_MODEM_READY);
    uart_out(base, UART_INTERRUPT_ENABLE, UART_ENABLE_RECEIVE);
}

#endif
