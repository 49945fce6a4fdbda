/* SPDX-License-Identifier: BSD-2-Clause */
/* `evm build` links it before the client's own objects: where the code begins that
 * events may interrupt. */
    .text
    .globl evm_client_text
evm_client_text:
    .section .note.GNU-stack, "", @progbits
