/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console's interface: component calls through the gate COS_SLOT_CONSOLE; the gate's token is
 * the client's component id. One serial line for all: output comes out in whole lines prefixed
 * "[name] "; input goes to one chosen client.
 * Text travels in registers: a1-a3 hold up to 24 bytes, first byte lowest in a1. It is UTF-8; what
 * could move the cursor, recolour or question the terminal is shown as `?` (components/console).
 * Results: 0 or positive, or a negative COS_E* error. No call waits: text goes into a ring of the
 * caller's own, of 256 bytes (the supervisor's: 16384), and the console's thread brings it to the
 * line, a line of each client in turn and so much in a millisecond. Any number of a client's
 * threads may call at the same time.
 */
#ifndef CONSOLE_H
#define CONSOLE_H

#define CONSOLE_CHUNK 24

enum console_method_kind { CONSOLE_WRITE, CONSOLE_READ, CONSOLE_FLUSH, CONSOLE_RAW };
/* First argument: method | bytes << 8, and CONSOLE_MORE if what is written goes on with the next
 * call: then the line is not torn there, however long that takes.
 * CONSOLE_WRITE: a1-a3 text, bytes 1 .. 24. A line is printed when its newline arrives. If it has
 *               more than 160 characters, or was shown before its end and another client's came,
 *               the rest is on a line of its own that begins with "[name]+ ". EAGAIN: the ring is
 *               full and nothing was taken; wait a millisecond and write again.
 * CONSOLE_READ: up to 8 bytes of input: result = count (0: none; COS_EVENT_INPUT tells when there
 *               is), second result = the bytes.
 * CONSOLE_FLUSH: print what is there of an unfinished line (a prompt) as if it were a whole one.
 *               From the supervisor: the lines that all clients have written so far are printed
 *               before what it writes itself from now on, unless what it has written already still
 *               waits, and what client a1, which has ended, has not finished; or CONSOLE_NONE, or
 *               CONSOLE_ALL. The result is the number of bytes, of all clients, that the line has
 *               not taken yet; the second one, the room in the supervisor's ring.
 * CONSOLE_RAW: bytes written without prefix (crash reports, the system's own messages), as
 *               CONSOLE_WRITE. Supervisor only. They go before other clients' lines, but for those
 *               that were there when it flushed; after 2 KiB in a row they alternate with these.
 *               Lines of one client are always in order; those of two clients that both have some
 *               waiting are not. EAGAIN, which comes at the beginning of a line only: there is too
 *               little room for a line of 512 bytes. */
#define CONSOLE_METHOD(kind, bytes) ((kind) | (bytes) << 8)
#define CONSOLE_MORE                (1 << 16)

#define CONSOLE_NONE (~0ull)
#define CONSOLE_ALL  (~1ull)

#endif
