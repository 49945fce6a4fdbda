/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console's internal interface. Only the console's own thread touches the serial line. Entries
 * run on clients' threads and may be preempted anywhere; they only put text into rings and take
 * input out of one.
 */
#ifndef COMPONENTS_CONSOLE_H
#define COMPONENTS_CONSOLE_H

#include <console.h>
#include <cos/start.h>
#include <evm/image.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline const struct evm_image *image(void)
{
    return (const struct evm_image *)COS_IMAGE;
}

static inline const struct evm_component *component(uint64_t id)
{
    return (const struct evm_component *)(COS_IMAGE + image()->components) + id;
}

/* ---- serial.c ---- */

#define SERIAL_QUEUE 512 /* bytes of the output queue; a power of two */
/* The next line is chosen when the queue has fewer bytes: urgent text waits for one line only. */
#define SERIAL_LOW 32

void serial_init(void);
/* Queues a byte. There is room for one line when serial_pending() is below SERIAL_LOW (row.c). */
void serial_put(char c);
/* Returns the number of bytes in the queue. */
size_t serial_pending(void);
/* Sends as many queued bytes as the UART takes now, at most `most`, rounded up to a multiple of
 * eight. Returns their number. *busy: the UART takes no more, and will interrupt. */
unsigned serial_send(unsigned most, bool *busy);
/* Returns a received byte, or -1. */
int serial_receive(void);
/* Returns true if the UART has a cause of interrupt; clears it, except for received bytes. */
bool serial_interrupting(void);

/* ---- ring.c: text of a client that the line has not taken ---- */

#define RING_BYTES            256 /* of each client; all sizes are powers of two */
#define RING_BYTES_CONSOLE    512
#define RING_BYTES_SUPERVISOR 16384 /* several crash reports: the supervisor never waits */
/* Room that a raw line needs to begin, so that no part of a line is lost. */
#define RAW_LINE_ROOM 512

struct ring {
    char *text;
    char *history; /* EVM_CRASH_HISTORY bytes: what was put in last; NULL: that is not kept */
    uint32_t size;
    uint32_t head;    /* bytes ever put in; writers move it */
    uint32_t tail;    /* bytes ever taken out. Only the console's thread writes this and the next */
    uint32_t scanned; /* there is no newline before this place */
    uint64_t since;   /* TSC time at which the thread first saw the pending unfinished line; 0: no
                         line is unfinished */
    bool torn;        /* the last text that was shown did not end a line */
    /* Writers set these: */
    uint32_t flush;  /* text before this place is shown even if its line is unfinished */
    uint32_t before; /* whole lines before this place go before the supervisor's */
    uint32_t last;   /* place where the client's life ended, */
    bool ended;      /* if this is set: text behind it does not continue the line */
    bool more;       /* the next text belongs to the pending one */
    bool raw;        /* the text includes its prefix */
    bool within;     /* a raw line has begun and not ended */
    bool refused;    /* there was no room for some text since the last lines_stand(), */
    uint32_t stood;  /* when this was the tail */
};

extern struct ring rings[EVM_COMPONENTS];

/* Any thread, also several of them at a time. */
void rings_init(void);
/* Keeps the history of each client in the component's memory, if that has been given for it. */
void rings_keep(const struct cos_start *start);
/* Takes up to 8 bytes of the client's history, from byte `from` of it on, the first one lowest.
 * Returns their number. */
unsigned ring_history(uint64_t client, uint64_t from, uint64_t *text);
/* Puts the whole text in, or returns false. For any number of threads at a time. */
bool ring_put(struct ring *ring, const char *text, uint32_t bytes);
/* Returns the byte at a place from the tail on, or 0 if it has not been written yet. mask: the
 * ring's size - 1. */
static inline char text_at(const char *text, uint32_t mask, uint32_t place)
{
    return __atomic_load_n(&text[place & mask], __ATOMIC_RELAXED);
}
static inline char ring_at(const struct ring *ring, uint32_t place)
{
    return text_at(ring->text, ring->size - 1, place);
}
void ring_drop(struct ring *ring, uint32_t bytes);
uint32_t ring_pending(const struct ring *ring);

/* ---- lines.c ---- */

/* Takes text for a client's line. kind: CONSOLE_WRITE or CONSOLE_RAW; more: the next call continues
 * it. Returns false, and takes nothing, if there is no room. *whole: there may be a line to show.
 * For any thread. */
bool lines_write(uint64_t client, const char *text, size_t bytes, unsigned kind, bool more,
                 bool *whole);
/* Makes the client's text visible even if its line is unfinished. For any thread. */
void lines_flush(uint64_t client);
/* Puts the pending whole lines, and the unfinished line of the client `ended`, before all that the
 * supervisor writes from now on. ended: may be CONSOLE_NONE or CONSOLE_ALL. */
void lines_flush_all(uint64_t ended);
/* Returns the bytes of all clients that the UART has not taken. For any thread. */
size_t lines_pending(void);
/* Queues the next line, or piece of one, for the UART. Returns its cost in bytes, 0 if there is no
 * text to show. For the console's thread, as lines_due(). */
unsigned lines_next(uint64_t now);
/* Returns the TSC time at which an unfinished line becomes due, or COS_FOREVER. */
uint64_t lines_due(void);
/* Whether some client's ring is full, and has not moved since the last call. For the console's
 * thread. */
bool lines_stand(void);

/* ---- row.c: the current line of the terminal ---- */

#define LINE_BYTES 160 /* most characters of a line; a longer one continues in the next */

/* Returns true if the terminal ends with text of the client and no newline. For any thread. */
bool row_is_of(uint64_t client);
/* A piece of text ends at this cost, that of so many plain characters; others run before the rest.
 */
#define ROW_WORK_MOST 48
/* Shows the first bytes of the client's ring, at most `bytes`, and of one line. all: shows a
 * sequence at their end even if it is incomplete. Returns the number of bytes done; adds their
 * cost to *work, which was 0. For the console's thread. */
uint32_t row_show(uint64_t client, uint32_t bytes, bool all, unsigned *work);

/* ---- input.c ---- */

void input_init(void);
void input_receive(char c);
/* Notifies the client of input since the last call. */
void input_tell(void);
/* Takes up to 8 bytes of input for the client, the first one lowest. Returns their number. For any
 * thread. */
unsigned input_read(uint64_t client, uint64_t *text);

#endif
