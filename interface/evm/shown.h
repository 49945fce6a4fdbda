/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which characters of untrusted text a terminal may show as they are: those that have no effect
 * beyond their place. The console checks the output of components by this, the tool names that it
 * finds in files.
 */
#ifndef EVM_SHOWN_H
#define EVM_SHOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Code points beyond ASCII that are no characters, or move, hide or reorder others. */
static const struct evm_hidden {
    uint32_t first, last;
} evm_hidden[] = {
    {0x80, 0x9f},                         /* controls */
    {0x61c, 0x61c},     {0x200b, 0x200f}, /* no width, or text direction */
    {0x2028, 0x202e},   {0x2060, 0x206f}, /* the same, and ends of lines */
    {0xfeff, 0xfeff},   {0xfff0, 0xfffb},       {0xd800, 0xdfff},
    {0xe0000, 0xe0fff}, {0x110000, UINT32_MAX}, /* none, and tags */
};

/* Returns the length of the UTF-8 character that begins at `text`, if it can be shown. 0: it
 * cannot, or is malformed; the caller replaces the first byte and goes on with the next. -1: the
 * text ends within it. */
static inline int evm_shown(const unsigned char *text, size_t bytes)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    int length = text[0] < 0x80       ? 1
                 : text[0] >> 5 == 6  ? 2
                 : text[0] >> 4 == 14 ? 3
                 : text[0] >> 3 == 30 ? 4
                                      : 0;
    uint32_t c = length == 1 ? text[0] : text[0] & 0x7fu >> length;

    if (length < 2)
        return length == 1 && c >= ' ' && c != 0x7f;
    for (int i = 1; i < length; i++) {
        if ((size_t)i == bytes)
            return -1;
        if (text[i] >> 6 != 2)
            return 0;
        c = c << 6 | (text[i] & 0x3f);
    }
    for (size_t i = 0; i < sizeof evm_hidden / sizeof evm_hidden[0]; i++)
        if (c >= evm_hidden[i].first && c <= evm_hidden[i].last)
            return 0;
    return c < least[length] ? 0 : length;
}

#endif
