/* SPDX-License-Identifier: BSD-2-Clause */
/* A 16550 UART with FIFOs at COM2. */
#include "../line.h"

#include <cos/start.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <evm/machine.h>

enum {
    DATA = EVM_CONTROL_FIRST,
    INTERRUPT_ENABLE,
    FIFO_CONTROL,
    LINE_CONTROL,
    MODEM_CONTROL,
    LINE_STATUS
};
enum { DIVISOR_LOW = EVM_CONTROL_FIRST, DIVISOR_HIGH, INTERRUPT_CAUSE };

#define FIFO_BYTES     16
#define ENABLE_RECEIVE 1
#define ENABLE_SEND    2
#define FIFO_ON        0x87 /* empties both; an interrupt for each 8 bytes, or when no more come */
#define DIVISOR_ACCESS 0x80
#define BITS_8N1       0x03
#define MODEM_READY    0x0b /* DTR, RTS, and OUT2, which lets interrupts through */
#define CAUSE_NONE     0x01
#define STATUS_DATA    0x01
#define STATUS_EMPTY   0x20
#define ABSENT         0xff /* what a machine without the device reads */

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

bool line_open(void)
{
    if (port_in(LINE_STATUS) == ABSENT)
        return false;
    port_out(LINE_CONTROL, DIVISOR_ACCESS | BITS_8N1);
    port_out(DIVISOR_LOW, 1); /* 115200 baud */
    port_out(DIVISOR_HIGH, 0);
    port_out(LINE_CONTROL, BITS_8N1);
    port_out(FIFO_CONTROL, FIFO_ON);
    port_out(MODEM_CONTROL, MODEM_READY);
    port_out(INTERRUPT_ENABLE, ENABLE_RECEIVE);
    return true;
}

int line_receive(void)
{
    return port_in(LINE_STATUS) & STATUS_DATA ? (int)port_in(DATA) : -1;
}

size_t line_send(const uint8_t *bytes, size_t count)
{
    if (count == 0 || !(port_in(LINE_STATUS) & STATUS_EMPTY))
        return 0;
    count = count < FIFO_BYTES ? count : FIFO_BYTES;
    for (size_t done = 0, some; done < count; done += some) {
        uint64_t value = 0;

        some = count - done < COS_PORT_BYTES ? 1 : COS_PORT_BYTES;
        memcpy(&value, bytes + done, some);
        cos_port_out(COS_SLOT_PORTS, DATA, some, value);
    }
    return count;
}

void line_watch(bool sending)
{
    port_out(INTERRUPT_ENABLE, ENABLE_RECEIVE | (sending ? ENABLE_SEND : 0));
}

bool line_interrupting(void)
{
    return !(port_in(INTERRUPT_CAUSE) & CAUSE_NONE);
}
