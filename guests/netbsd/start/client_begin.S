/* SPDX-License-Identifier: BSD-2-Clause */
/* `evm build` links it before the client's own objects: it marks the start of code that events may
 * interrupt. */
    .text
    .globl evm_client_text
evm_client_text:
    .section .note.GNU-stack, "", @progbits
