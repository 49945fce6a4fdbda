/* SPDX-License-Identifier: BSD-2-Clause */
/* A 16550 UART with FIFOs at COM2. */
#include "../line.h"

#include <cos/string.h>
#include <cos/uart.h>
#include <evm/machine.h>

#define BASE    EVM_CONTROL_FIRST
#define FIFO_ON 0x87 /* empties both; an interrupt for each 8 bytes, or when no more come */
#define ABSENT  0xff /* what a machine without the device reads */

bool line_open(void)
{
    if (uart_in(BASE, UART_LINE_STATUS) == ABSENT)
        return false;
    uart_set_up(BASE, FIFO_ON);
    return true;
}

int line_receive(void)
{
    return uart_in(BASE, UART_LINE_STATUS) & UART_STATUS_DATA ? (int)uart_in(BASE, UART_DATA) : -1;
}

size_t line_send(const uint8_t *bytes, size_t count)
{
    if (count == 0 || !(uart_in(BASE, UART_LINE_STATUS) & UART_STATUS_EMPTY))
        return 0;
    count = count < UART_FIFO_BYTES ? count : UART_FIFO_BYTES;
    for (size_t done = 0, some; done < count; done += some) {
        uint64_t value = 0;

        some = count - done < COS_PORT_BYTES ? 1 : COS_PORT_BYTES;
        memcpy(&value, bytes + done, some);
        cos_port_out(COS_SLOT_PORTS, BASE + UART_DATA, some, value);
    }
    return count;
}

bool line_interrupting(void)
{
    return !(uart_in(BASE, UART_INTERRUPT_CAUSE) & UART_CAUSE_NONE);
}
