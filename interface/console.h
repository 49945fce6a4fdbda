/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console's interface: component calls through the gate COS_SLOT_CONSOLE; the gate's token is the client's
 * component id. One serial line for all: output comes out in whole lines prefixed "[name] "; input goes to one chosen
 * client.
 * Text travels in registers: a1-a3 hold up to 24 bytes, first byte lowest in a1.
 * Results: 0 or positive, or a negative COS_E* error. No call waits: text goes into a ring of the caller's own, of 256
 * bytes (the supervisor's: 4096), and the console's thread brings it to the line, a line of each client in turn and so
 * much in a millisecond. Any number of a client's threads may call at the same time.
 */
#ifndef CONSOLE_H
#define CONSOLE_H

#define CONSOLE_CHUNK 24

enum console_method_kind { CONSOLE_WRITE, CONSOLE_READ, CONSOLE_FLUSH, CONSOLE_RAW };
/* First argument: method | bytes << 8.
 * CONSOLE_WRITE: a1-a3 text, bytes 1 .. 24. A line is printed when its newline arrives, or after 160 characters.
 *               EAGAIN: the ring is full and nothing was taken; wait a millisecond and write again.
 * CONSOLE_READ: up to 8 bytes of input: result = count (0: none; COS_EVENT_INPUT tells when there is), second result =
 *               the bytes.
 * CONSOLE_FLUSH: print what is there of an unfinished line (a prompt) as if it were a whole one. From the supervisor:
 *               what all clients have written so far is printed before what it writes itself from now on, and the result
 *               is the number of bytes, of all clients, that the line has not taken yet.
 * CONSOLE_RAW: bytes written without prefix (crash reports, the system's own messages). Supervisor only. They go before
 *               other clients' lines, but for those that were there when it flushed, and let one of these out every
 *               2 KiB. Lines of one client are always in order; those of two clients that both have some waiting are
 *               not. EAGAIN as for CONSOLE_WRITE. */
#define CONSOLE_METHOD(kind, bytes) ((kind) | (bytes) << 8)

#endif
