/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interface of a VM that serves system calls to other components ("the RK as a server"):
 * component calls through COS_SLOT_FILES or COS_SLOT_SOCKETS; the token is the client's component
 * id.
 *
 * The client owns a link (start.h) with the VM, which begins with struct netbsd_link. Each client
 * has one process in the VM, made by its first call, of user 0, without descriptors. Addresses
 * among the arguments, and in structures that arguments point to, are addresses within the client's
 * links with that VM; others yield EFAULT. The VM copies whatever it reads there once.
 *
 * A client makes one call at a time. Results: 0 with the system call's value in the second result,
 * or the positive errno of NetBSD; or a negative COS_E*: EAGAIN (the VM is not ready, or a call of
 * this client, or of its last life, is under way: try again), ENOMEM (no process could be made),
 * EINVAL (no link, or it is too small), ENOSYS; EDEAD and EDENIED: the VM has died or is not there.
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
    NETBSD_EXIT,  /* ends the client's process; its next call makes another one. Also done
                     when the client dies. */
};
#define NETBSD_METHOD(method, number) ((method) | (uint64_t)(number) << 8)

struct netbsd_link {
    uint64_t session; /* 0 = none; the VM's name for the client's process: any other
                          value begins a new one */
    uint64_t arguments[NETBSD_ARGUMENTS];
    uint64_t value2; /* second value of the system call (pipe(), ...), written by the VM */
};

#endif
