/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console's own data and functions, shared by its files. The component's thread alone touches
 * the line; entries, which run on threads of others and may be preempted anywhere, only put text
 * into rings and take input out of one.
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

#define SERIAL_QUEUE 512 /* bytes on their way to the line; a power of two */
/* the next line is chosen when there are fewer: whoever is urgent waits for one line only */
#define SERIAL_LOW 32

void serial_init(void);
void serial_put(char c); /* a line at most while serial_pending() is below SERIAL_LOW (row.c) */
size_t serial_pending(void);
/* Sends what the UART takes now, up to so many bytes. Result: how many. *busy: it takes no
 * more; it will interrupt. */
unsigned serial_send(unsigned most, bool *busy);
/* A byte received, or -1. */
int serial_receive(void);
/* Whether the UART has something to tell; what it told is then forgotten,
 * but for bytes received. */
bool serial_interrupting(void);

/* ---- ring.c: text of a client that the line has not taken ---- */

#define RING_BYTES            256 /* of each client; a power of two, as are all */
#define RING_BYTES_CONSOLE    512
#define RING_BYTES_SUPERVISOR 16384 /* several crash reports: the supervisor never waits */
/* that there must be for a raw line to begin: none is lost in part */
#define RAW_LINE_ROOM 512

struct ring {
    char *text;
    uint32_t size;
    uint32_t head;    /* bytes ever put in; moved by whoever writes */
    uint32_t tail;    /* bytes ever taken out; these three are the console's thread's */
    uint32_t scanned; /* no newline before that */
    uint64_t since;   /* TSC time at which it first saw the unfinished line that is
                         there; 0: there is none */
    bool torn;        /* the last that was shown did not end a line */
    /* Set by who writes: */
    uint32_t flush;  /* what is before it is shown, be it a whole line or not */
    uint32_t before; /* whole lines before it go before the supervisor's */
    uint32_t last;   /* the client's life has ended there, */
    bool ended;      /* if this says so: what follows does not go on with the line */
    bool more;       /* what comes next belongs to what is there */
    bool raw;        /* with its prefix in it */
    bool within;     /* a raw line has begun and not ended */
};

extern struct ring rings[EVM_COMPONENTS];

void rings_init(void);
/* Puts all of the text in, or nothing: false. Any thread, any number at a time. */
bool ring_put(struct ring *ring, const char *text, uint32_t bytes);
/* The byte at a place from the tail on; 0: it has not been written yet. */
char ring_at(const struct ring *ring, uint32_t place);
void ring_drop(struct ring *ring, uint32_t bytes);
uint32_t ring_pending(const struct ring *ring);

/* ---- lines.c ---- */

/* Takes text for a client's line; kind: CONSOLE_WRITE or CONSOLE_RAW; more: it goes on in the next
 * call. False: no room, nothing was taken. *whole: there may be a line to show. Any thread. */
bool lines_write(uint64_t client, const char *text, size_t bytes, unsigned kind, bool more,
                 bool *whole);
/* What the client has written is shown, be it a whole line or not. Any thread. */
void lines_flush(uint64_t client);
/* Whole lines that are there are shown before what the supervisor writes from now on, and what the
 * client `ended` has not finished and never will; it may be none (CONSOLE_NONE), or all
 * (CONSOLE_ALL). */
void lines_flush_all(uint64_t ended);
/* Bytes of all clients that the UART has not taken. Any thread. */
size_t lines_pending(void);
/* Puts the next line, or piece of one, on its way to the line. Result: how many bytes it has
 * handled; 0: there is none. The console's thread, as the next one. */
unsigned lines_next(uint64_t now);
/* TSC time at which an unfinished line is to be shown, or COS_FOREVER. */
uint64_t lines_due(void);

/* ---- row.c: the line of the terminal that is written on ---- */

#define LINE_BYTES 160 /* characters of a line, at most; what is longer goes on in the next one */

/* Whether the last thing on the terminal is text of the client's, and no newline. Any thread. */
bool row_is_of(uint64_t client);
/* Shows what the client's ring begins with, `bytes` of it at most, and of one line. all: there is
 * no use in waiting for the rest of what they end with. Result: bytes that are done with; *work
 * grows by what they cost beyond others. The console's thread. */
uint32_t row_show(uint64_t client, uint32_t bytes, bool all, unsigned *work);

/* ---- input.c ---- */

void input_init(void);
void input_receive(char c);
/* Tells the client of input that has come since the last call. */
void input_tell(void);
/* Takes up to 8 bytes that are there for the client; first byte lowest. Result:
 * how many. Any thread. */
unsigned input_read(uint64_t client, uint64_t *text);

#endif
