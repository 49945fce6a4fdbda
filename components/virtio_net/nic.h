/* SPDX-License-Identifier: BSD-2-Clause */
/* A virtio network interface: frames out, frames in. One thread. */
#ifndef VIRTIO_NET_NIC_H
#define VIRTIO_NET_NIC_H

#include <cos/start.h>
#include <ether.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the interface is. The device's event at endpoint 0 says that one of the functions
 * below may have something. */
extern struct ether_info nic_info;

/* Prepares the first device of the component's. room_bytes: of memory for each frame that comes,
 * ETHER_DRIVER_BYTES included; of `memory:`, 64 of these. NULL, or what is wrong with it. */
const char *nic_open(const struct cos_start *start, uint32_t room_bytes);

/* Reads nic_info.flags anew. */
void nic_look(void);

/* Whether the next nic_send() will be taken. */
bool nic_has_room(void);

/* physical: of a frame of a good length, which is left alone until nic_sent()
 * brings back the cookie. */
void nic_send(uint64_t physical, uint32_t bytes, void *cookie);
bool nic_sent(void **cookie);

/* The next frame that has come, NULL: none now. It is there until nic_release(). */
const uint8_t *nic_received(uint32_t *bytes);
void nic_release(void);

/* Tells the device of what was sent and released. */
void nic_notify(void);

/*
 * To be called before and after each round of work. Frames from outside may come without end,
 * so a share of the CPU is kept to: beyond that, nic_received() has nothing until the millisecond
 * is over, and the device, which then does not interrupt, drops what it has no buffers for. Result:
 * until when to wait at most, in TSC ticks.
 */
void nic_begin(void);
uint64_t nic_end(void);

/* The device has broken a rule: nothing comes any more. */
bool nic_is_broken(void);

void nic_close(void);

#endif
