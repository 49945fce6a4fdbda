/* SPDX-License-Identifier: BSD-2-Clause */
/* Passes requests from users to disks, and completions back. For one thread. */
#ifndef BLOCKD_SERVE_H
#define BLOCKD_SERVE_H

#include "disk.h"
#include "grant.h"

extern struct disk *disks;
extern struct grants grants;

/* Allocates disks and users. Returns false if the manifest gives too little memory. */
bool serve_allocate(const struct cos_start *start, unsigned disk_total, unsigned user_total);

/* Opens the users' links, one for each grant, which are behind the `disk_count` links to drivers.
 * Returns NULL, or what was expected. */
const char *serve_open(const struct cos_start *start, unsigned disk_count);

/* Ends the service: takes no more requests, waits for those that the disks have, and flushes the
 * disks. Returns false if a flush fails. */
bool serve_end(void);

/* Handles all pending requests and completions. events: at endpoint 0. Returns true if there may
 * be more to do: do not wait. */
bool serve(uint64_t events);

#endif
