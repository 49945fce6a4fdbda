/* SPDX-License-Identifier: BSD-2-Clause */
/* A client of GDB's remote protocol, as far as QEMU's gdbstub needs it. It trusts nothing that the
 * other end sends. */
#ifndef FAULT_GDB_H
#define FAULT_GDB_H

#include "base/base.h"

#define GDB_BREAK '\003' /* stops a running machine */

struct gdb {
    int fd;            /* connected to the stub */
    unsigned patience; /* ms to wait for an answer */
    struct buffer in;  /* bytes that came */
    char *problem;     /* NULL: none; else a phrase like "QEMU's gdbstub has closed its end" */
};

enum gdb_answer {
    GDB_NONE, /* not yet */
    GDB_CAME,
    GDB_FAILED, /* gdb->problem */
};

/* Begins, while the machine stands: registers are known by number, memory by physical addresses.
 * Returns false after an error, as all functions here. */
bool gdb_begin(struct gdb *gdb);
void gdb_end(struct gdb *gdb);

/* Sends a packet, to which gdb_take() or gdb_wait() gives the answer. */
bool gdb_send(struct gdb *gdb, const char *packet);
/* Takes a packet if one has come. The caller frees it. */
enum gdb_answer gdb_take(struct gdb *gdb, char **packet);
/* Waits for a packet. Returns NULL after an error. The caller frees it. */
char *gdb_wait(struct gdb *gdb);
/* Makes a running machine stand; the answer says that it does. */
bool gdb_interrupt(struct gdb *gdb);
/* Sends a packet and waits for the answer. Returns NULL after an error. The caller frees it. */
char *gdb_ask(struct gdb *gdb, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Physical memory; at most GDB_BYTES at a time. */
#define GDB_BYTES 1024
bool gdb_read(struct gdb *gdb, uint64_t physical, void *bytes, size_t size);
bool gdb_write(struct gdb *gdb, uint64_t physical, const void *bytes, size_t size);
bool gdb_set_register(struct gdb *gdb, unsigned number, uint64_t value);
/* Whether the packet says that the machine stands at a breakpoint, or after a step. If not,
 * gdb_interrupt() has stopped it, anywhere. */
bool gdb_is_break(const char *packet);
/* Sets or clears a breakpoint at a virtual address. */
bool gdb_breakpoint(struct gdb *gdb, uint64_t address, bool set);

#endif
