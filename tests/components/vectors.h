/* SPDX-License-Identifier: BSD-2-Clause */
/* A callee that stores the FPU and vector state that it finds, and leaves other state behind. */
#ifndef VECTORS_H
#define VECTORS_H

#include <cos/string.h>
#include <stdbool.h>

#include "domain.h"
#include "snippet.h"

#define VECTORS      16
#define VECTOR_BYTES 32
#define ROUND        0x7f80 /* MXCSR: round to zero, not the initial one */
#define CONTROL      0x27f  /* of the x87: double precision, not the initial one */

#define VECTORS_TEXT_(x) #x
#define VECTORS_TEXT(x)  VECTORS_TEXT_(x)
#define VECTOR_NUMBERS   "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15"

/* Faults where FS has a base. */
#define STORE_BY_FS "movl $1, %fs:0x401210\n"

/* Stores all state at the start of its data; then all vector registers are ones, the control words
 * ROUND and CONTROL. */
SNIPPET(
    store_and_fill, STORE_BY_FS
    ".irp n, " VECTOR_NUMBERS "\n vmovups %ymm\\n, 0x401000+32*\\n\n .endr\n"
    "stmxcsr 0x401200\n fnstcw 0x401204\n"
    "movl $" VECTORS_TEXT(ROUND) ", 0x401208\n movl $" VECTORS_TEXT(
        CONTROL) ", 0x40120c\n"
                 "ldmxcsr 0x401208\n fldcw 0x40120c\n vpcmpeqd %ymm0, %ymm0, %ymm0\n"
                 ".irp n, " VECTOR_NUMBERS "\n vmovaps %ymm0, %ymm\\n\n .endr\n"
                 "mov $1, %eax\n xor %edi, %edi\n xor %esi, %esi\n xor %edx, %edx\n syscall\n ud2");
_Static_assert(COS_OP_RETURN == 1 && DOMAIN_DATA == 0x401000, "the code above is out of date");

/* Returns whether store_and_fill in `domain` found a thread's initial state. */
static inline bool found_initial(const struct domain *domain)
{
    static const uint8_t registers[VECTORS * VECTOR_BYTES];
    static const struct {
        uint32_t mxcsr;
        uint16_t control;
    } initial = {0x1f80, 0x37f};

    return memcmp(domain->data, registers, sizeof registers) == 0 &&
           memcmp(domain->data + sizeof registers, &initial,
                  sizeof initial.mxcsr + sizeof initial.control) == 0;
}

#endif
