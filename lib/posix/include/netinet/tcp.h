/* SPDX-License-Identifier: BSD-2-Clause */
/* Options of TCP sockets (level IPPROTO_TCP): int. */
#ifndef _NETINET_TCP_H
#define _NETINET_TCP_H

#define TCP_NODELAY   1
#define TCP_MAXSEG    2
#define TCP_KEEPIDLE  3 /* seconds */
#define TCP_KEEPINTVL 5 /* seconds */
#define TCP_KEEPCNT   6
#define TCP_KEEPINIT  7 /* seconds */

#endif
