/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Routes: messages written to and read from socket(PF_ROUTE, SOCK_RAW, 0). The addresses that
 * rtm_addrs names follow the header, in the order of the bits, each padded to 8 bytes.
 */
#ifndef _NET_ROUTE_H
#define _NET_ROUTE_H

#include <sys/types.h>

struct rt_metrics {
    uint64_t rmx_locks, rmx_mtu, rmx_hopcount, rmx_recvpipe, rmx_sendpipe, rmx_ssthresh, rmx_rtt,
        rmx_rttvar;
    time_t rmx_expire, rmx_pksent;
};

struct rt_msghdr {
    uint16_t rtm_msglen __attribute__((aligned(8)));
    uint8_t rtm_version; /* RTM_VERSION */
    uint8_t rtm_type;    /* RTM_* */
    uint16_t rtm_index;
    int rtm_flags; /* RTF_* */
    int rtm_addrs; /* RTA_* */
    pid_t rtm_pid;
    int rtm_seq;
    int rtm_errno;
    int rtm_use;
    int rtm_inits;
    struct rt_metrics rtm_rmx __attribute__((aligned(8)));
};
#define RTM_VERSION 4
#define RTM_ADD     1
#define RTM_DELETE  2
#define RTM_CHANGE  3
#define RTM_GET     4
#define RTF_UP      0x001
#define RTF_GATEWAY 0x002
#define RTF_HOST    0x004
#define RTF_STATIC  0x800
#define RTA_DST     0x1
#define RTA_GATEWAY 0x2
#define RTA_NETMASK 0x4
#define RTA_IFA     0x20

#endif
