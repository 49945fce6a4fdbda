/* SPDX-License-Identifier: BSD-2-Clause */
/* The rump kernel's functions that the VM calls, besides the upcalls of rumpuser_init(). Results: 0
 * or a positive errno. */
#ifndef RUMP_KERNEL_H
#define RUMP_KERNEL_H

#include <stdint.h>

#define RUMP_LOCAL_PID 1 /* the process of the VM's own client */

enum rump_etfs_type { RUMP_ETFS_REG, RUMP_ETFS_BLK, RUMP_ETFS_CHR };

/* The machine's pages of memory, from which the rump kernel sizes its caches. */
extern int rumpns_physmem;

/* Starts the rump kernel. The VM's first thread calls it, before any other function here. */
int rump_init(void);

/* Makes a file of the host (rumpuser_open()) known as `path`. Needs the component vfs. */
int rump_pub_etfs_register(const char *path, const char *host_path, enum rump_etfs_type type);

/* Makes an lwp of the process. The calling thread runs as it until it releases it. */
int rump_pub_lwproc_newlwp(int32_t pid);

/* Ends the calling thread's lwp. */
void rump_pub_lwproc_releaselwp(void);

/* The system calls clock_gettime() and clock_settime(), as of NetBSD 6. */
#define RUMP_CLOCK_REALTIME 0
struct rump_timespec {
    int64_t seconds;
    long nanoseconds;
};
int rump___sysimpl_clock_gettime50(int clock, struct rump_timespec *time);
int rump___sysimpl_clock_settime50(int clock, const struct rump_timespec *time);

/* The system call reboot(): syncs and unmounts file systems, then calls rumpuser_exit(0). */
int rump___sysimpl_reboot(int how, char *boot_string);

#endif
