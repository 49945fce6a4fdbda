/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interface of a NetBSD VM that serves system calls to other components: component calls
 * through COS_SLOT_FILES or COS_SLOT_SOCKETS; the token is the client's component id.
 *
 * The client owns a link (start.h) with the VM, which begins with struct netbsd_link. Each client
 * has one process in the VM, which its first call creates, as user 0, without descriptors.
 * Addresses in the arguments, and in structures that arguments point to, must be within the
 * client's links with that VM; others yield EFAULT. The VM copies what it reads there, once.
 *
 * A client makes one call at a time. Results: 0 with the system call's value in the second result,
 * or NetBSD's positive errno; or a negative COS_E*: EAGAIN (the VM is not ready, or a call of this
 * client, or of its last life, is in progress: try again), ENOMEM (no process could be made),
 * EINVAL (no link, or it is too small), ENOSYS; EDEAD and EDENIED: the VM has ended or does not
 * exist.
 */
#ifndef NETBSD_H
#define NETBSD_H

#include <stdint.h>

#define NETBSD_ARGUMENTS 8 /* of a system call */

/* First argument: method | number of the system call << 8. a1-a3: the first three
 * arguments of the system call. */
enum netbsd_method {
    NETBSD_CALL,  /* up to three arguments */
    NETBSD_CALL8, /* the others are in netbsd_link.arguments, from [3] on */
    NETBSD_EXIT,  /* ends the client's process; its next call creates another one. The VM does the
                     same when the client ends. */
};
#define NETBSD_METHOD(method, number) ((method) | (uint64_t)(number) << 8)

struct netbsd_link {
    uint64_t session; /* the VM's number for the client's process, 0 = none: any other value begins
                         a new one */
    uint64_t arguments[NETBSD_ARGUMENTS];
    uint64_t value2; /* second value of the system call (pipe(), ...), written by the VM */
};

#endif
