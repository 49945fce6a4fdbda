/* SPDX-License-Identifier: BSD-2-Clause */
/* A NetBSD VM as a server of system calls to other components (interface/netbsd.h). */
#ifndef NETBSD_SERVER_H
#define NETBSD_SERVER_H

#include <stdint.h>

struct server_statistics {
    uint64_t begun, ended; /* processes of clients */
    uint64_t interrupted;  /* calls during which the client died */
};
extern struct server_statistics server_statistics;

/* Pages that become kernel objects when the server starts; no other code may use them. */
#define SERVER_OBJECTS 2
extern uint8_t server_objects[SERVER_OBJECTS][4096];

/* Makes the sessions of all clients and lets clients enter; before that they get EAGAIN. A thread
 * of the VM calls it after rump_init(). Without enough memory it ends the VM with a message. */
void server_start(void);

/* Handles COS_EVENT_PEER at the VM's endpoint 0. Called by the threads_event hook. */
void server_event(uint64_t events);

#endif
