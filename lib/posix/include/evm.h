/* SPDX-License-Identifier: BSD-2-Clause */
/* What a client says to eVM. */
#ifndef _EVM_H
#define _EVM_H

/* Says that the client's VM, or component, is ready for those that start after it (`ready: program`
 * of the manifest). Returns 0, or -1 within too many calls. */
int evm_ready(void);

#endif
