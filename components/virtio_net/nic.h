/* SPDX-License-Identifier: BSD-2-Clause */
/* A virtio network interface: sends and receives frames. For one thread. */
#ifndef VIRTIO_NET_NIC_H
#define VIRTIO_NET_NIC_H

#include <cos/start.h>
#include <ether.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The interface's properties. An event of the device at endpoint 0 means: call nic_sent(),
 * nic_received() and nic_look(). */
extern struct ether_info nic_info;

/* Sets up the component's first device. room_bytes: size of each of the 64 buffers for incoming
 * frames, ETHER_DRIVER_BYTES included, in the component's memory. Returns NULL, or a problem. */
const char *nic_open(const struct cos_start *start, uint32_t room_bytes);

/* Updates nic_info.flags. */
void nic_look(void);

/* Returns true if there is room for another nic_send(), which needs it. */
bool nic_has_room(void);

/* Sends the frame at `physical`, whose length the caller has checked. The frame must stay there
 * until nic_sent() returns the cookie; that returns false if there is none now. */
void nic_send(uint64_t physical, uint32_t bytes, void *cookie);
bool nic_sent(void **cookie);

/* Returns the next incoming frame, valid until nic_release(), or NULL if there is none now. */
const uint8_t *nic_received(uint32_t *bytes);
void nic_release(void);

/* Notifies the device of all frames sent and buffers released. */
void nic_notify(void);

/*
 * Call these before and after each round of work. They keep incoming frames, which may come without
 * end, to a share of the CPU: beyond that, nic_received() returns NULL until the millisecond is
 * over, and the device does not interrupt and drops frames for which it has no buffers. nic_end()
 * returns the deadline of the next wait, in TSC ticks.
 */
void nic_begin(void);
uint64_t nic_end(void);

/* Returns true if the device has broken a rule: no frame is sent or received any more. */
bool nic_is_broken(void);

void nic_close(void);

#endif
