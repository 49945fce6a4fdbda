/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console's interface: component calls through the gate COS_SLOT_CONSOLE; the gate's token is
 * the client's component id. All clients share one serial line: it prints whole lines, prefixed
 * "[name] "; input goes to one chosen client. Text travels in registers: a1-a3 hold up to 24 bytes,
 * first byte lowest in a1. It is UTF-8; the console prints `?` for what could move the cursor,
 * change colours or query the terminal (components/console). Results: 0 or positive, or a negative
 * COS_E* error. No call waits: text goes into the caller's own ring of 256 bytes (the supervisor's:
 * 16384), and the console's thread sends it to the serial line, one line of each client in turn and
 * a bounded amount in each millisecond. Any number of a client's threads may call at the same time.
 *
 * The console can end, and the supervisor starts it again. A call then returns EDEAD, or EDENIED
 * while there is no console: its text is lost.
 */
#ifndef CONSOLE_H
#define CONSOLE_H

#define CONSOLE_CHUNK 24

enum console_method_kind {
    CONSOLE_WRITE,
    CONSOLE_READ,
    CONSOLE_FLUSH,
    CONSOLE_RAW,
    CONSOLE_BEAT,
    CONSOLE_HISTORY
};
/* First argument: method | bytes << 8, and CONSOLE_MORE if the next call continues the text: then
 * the console does not break the line there, however long that takes.
 * CONSOLE_WRITE: a1-a3 text, bytes 1 .. 24. The console prints a line when its newline arrives. If
 *               it has more than 160 characters, or another client's line came after a part of it
 *               was shown, the rest is on a line of its own that begins with "[name]+ ". EAGAIN:
 *               the ring is full and nothing was taken; wait a millisecond and write again.
 * CONSOLE_READ: up to 8 bytes of input: result = count (0: none; COS_EVENT_INPUT tells when there
 *               is some), second result = the bytes.
 * CONSOLE_FLUSH: prints the beginning of an unfinished line (a prompt) as if it were a whole one.
 *               From the supervisor: the console prints the lines that all clients have written so
 *               far before what the supervisor writes from now on, unless earlier output of the
 *               supervisor still waits; and the unfinished line of client a1, which has ended;
 *               a1 may be CONSOLE_NONE or CONSOLE_ALL. a2 = 1: the machine goes off, so the call
 *               does the work of the console's thread if that has not run for 100 ms. Result: the
 *               bytes of all clients that the serial line has not taken yet; second result: the
 *               room in the supervisor's ring.
 * CONSOLE_RAW: as CONSOLE_WRITE, without prefix (crash reports, the system's own messages).
 *               Supervisor only. Its lines go before other clients' lines, except those that it
 *               flushed; after 2 KiB in a row they alternate with these. Lines of one client are
 *               always in order; waiting lines of different clients are not. EAGAIN, only at the
 *               beginning of a line: there is too little room for a line of 512 bytes.
 * CONSOLE_BEAT: wakes the console's thread. Supervisor only. Result: whether the thread has run
 * since the last such call, 1 or 0.
 * CONSOLE_HISTORY: what client a1 has written last, from byte a2 on of what is kept; it is kept
 * only if the image has a component with the flag EVM_CRASHES. Supervisor only. Result: up to 8
 * bytes: their count, 0 at the end; second result: the bytes. */
#define CONSOLE_METHOD(kind, bytes) ((kind) | (bytes) << 8)
#define CONSOLE_MORE                (1 << 16)

#define CONSOLE_NONE (~0ull)
#define CONSOLE_ALL  (~1ull)

#endif
