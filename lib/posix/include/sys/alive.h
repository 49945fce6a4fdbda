/* SPDX-License-Identifier: BSD-2-Clause */
/* Signs of life, for the key `watchdog` of the manifest. */
#ifndef _SYS_ALIVE_H
#define _SYS_ALIVE_H

/* Gives one. The next one must follow within that time, else the component is hung, and ends. A
 * NetBSD VM gives them by itself until its client has given the first one. */
void posix_alive(void);

#endif
