/* SPDX-License-Identifier: BSD-2-Clause */
#include "port_instruction.h"

#define LONGEST 15 /* bytes of any instruction */

enum prefix {
    PREFIX_ES = 0x26,
    PREFIX_CS = 0x2e,
    PREFIX_SS = 0x36,
    PREFIX_DS = 0x3e,
    REX = 0x40,
    REX_MASK = 0xf0,
    PREFIX_OPERAND = 0x66,
    PREFIX_ADDRESS = 0x67,
    PREFIX_REPNE = 0xf2,
    PREFIX_REP = 0xf3
};

/* Takes a prefix. ES, CS, SS and DS have base 0; FS and GS do not, so their prefixes are
 * refused. */
static bool take_prefix(uint8_t byte, struct port_instruction *instruction, bool *half)
{
    switch (byte) {
    case PREFIX_OPERAND:
        *half = true;
        return true;
    case PREFIX_ADDRESS:
        instruction->narrow = true;
        return true;
    case PREFIX_REP:
    case PREFIX_REPNE:
        instruction->repeated = true;
        return true;
    case PREFIX_ES:
    case PREFIX_CS:
    case PREFIX_SS:
    case PREFIX_DS:
        return true;
    default:
        return (byte & REX_MASK) == REX;
    }
}

/* In each group, bit 0 means more than one byte, bit 1 means writing. */
static bool take_code(uint8_t byte, struct port_instruction *instruction)
{
    uint8_t group = byte & ~3u;

    instruction->out = byte & 2;
    instruction->width = byte & 1 ? 4 : 1;
    instruction->string = group == 0x6c;
    instruction->immediate = group == 0xe4;
    return group == 0x6c || group == 0xe4 || group == 0xec;
}

bool port_instruction_decode(const uint8_t *code, struct port_instruction *instruction)
{
    bool half = false;
    uint8_t at = 0;

    *instruction = (struct port_instruction){0};
    while (take_prefix(code[at], instruction, &half))
        if (++at == LONGEST)
            return false;
    if (!take_code(code[at++], instruction))
        return false;
    if (half && instruction->width == 4)
        instruction->width = 2;
    if (instruction->immediate) {
        if (at == LONGEST)
            return false;
        instruction->port = code[at++];
    }
    instruction->repeated &= instruction->string;
    instruction->length = at;
    return true;
}
