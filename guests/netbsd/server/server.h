/* SPDX-License-Identifier: BSD-2-Clause */
/* A NetBSD VM as a server of system calls to other components (interface/netbsd.h). */
#ifndef NETBSD_SERVER_H
#define NETBSD_SERVER_H

#include <stdint.h>

struct server_statistics {
    uint64_t begun, ended; /* processes of clients */
    uint64_t interrupted;  /* calls in the middle of which the client died */
};
extern struct server_statistics server_statistics;

/* Pages that become kernel objects when the server starts: no memory for anything else. */
#define SERVER_OBJECTS 2
extern uint8_t server_objects[SERVER_OBJECTS][4096];

/* Makes the sessions of all clients and lets them in; before, they get EAGAIN. After rump_init(),
 * by a thread of the VM. Ends the VM with a message where its memory does not suffice. */
void server_start(void);

/* Events at the VM's endpoint 0: COS_EVENT_PEER is its business. By the threads_event hook. */
void server_event(uint64_t events);

#endif
