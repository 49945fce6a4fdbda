/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests from users to disks, and back. One thread. */
#ifndef BLOCKD_SERVE_H
#define BLOCKD_SERVE_H

#include "disk.h"
#include "grant.h"

extern struct disk *disks;
extern struct grants grants;

/* Memory for so many disks, and so many users; false: the manifest gives too little. */
bool serve_allocate(const struct cos_start *start, unsigned disk_total, unsigned user_total);

/* Opens the links with the users, which are behind the `disks` links with disks, as many as grants.
 * NULL, or what is wrong with them. */
const char *serve_open(const struct cos_start *start, unsigned disk_count);

/* The service is to end: takes no more requests, waits for those that the disks have, and flushes
 * the disks. False: a disk has failed to. */
bool serve_end(void);

/* Handles all that has come. events: at endpoint 0. True: there may be more, do not wait. */
bool serve(uint64_t events);

#endif
