/* SPDX-License-Identifier: BSD-2-Clause */
/* A piece of machine code, to be copied into a domain: SNIPPET(name, "instructions") defines
 * name_start and name_end. */
#ifndef SNIPPET_H
#define SNIPPET_H

#include <stdint.h>

#define SNIPPET(name, instructions)                                                        \
    __asm__(".section .rodata.snippets, \"a\"\n" #name "_start:\n" instructions "\n" #name \
            "_end:\n .text\n");                                                            \
    extern const uint8_t name##_start[], name##_end[]

#endif
