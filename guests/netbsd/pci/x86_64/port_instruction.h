/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef NETBSD_PORT_INSTRUCTION_H
#define NETBSD_PORT_INSTRUCTION_H

#include <stdbool.h>
#include <stdint.h>

struct port_instruction {
    bool out, string, repeated;
    bool narrow;    /* a string instruction with 32-bit address and count registers */
    bool immediate; /* the port is `port`; otherwise it is in dx */
    uint8_t port, width, length;
};

/* Whether the code is an instruction that reads or writes a port, without an FS or GS prefix. Reads
 * no byte beyond its end. */
bool port_instruction_decode(const uint8_t *code, struct port_instruction *instruction);

#endif
