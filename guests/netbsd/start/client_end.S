/* SPDX-License-Identifier: BSD-2-Clause */
/* `evm build` links it behind the client's own objects: where the code ends that
 * events may interrupt. */
    .text
    .globl evm_client_text_end
evm_client_text_end:
    .section .note.GNU-stack, "", @progbits
