/* SPDX-License-Identifier: BSD-2-Clause */
/* `evm build` links it behind the client's own objects: it marks the end of code that events may
 * interrupt. */
    .text
    .globl evm_client_text_end
evm_client_text_end:
    .section .note.GNU-stack, "", @progbits
