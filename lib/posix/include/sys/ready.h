/* SPDX-License-Identifier: BSD-2-Clause */
/* When a client is ready, for the keys `ready` and `after` of the manifest. */
#ifndef _SYS_READY_H
#define _SYS_READY_H

/* Says that the client's VM, or component, is ready for those that start after it (`ready: program`
 * of the manifest). Returns 0, or -1 within too many calls. */
int posix_ready(void);

#endif
