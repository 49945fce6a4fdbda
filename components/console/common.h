/* SPDX-License-Identifier: BSD-2-Clause */
/* The console's own data and functions, shared by its files. */
#ifndef COMPONENTS_CONSOLE_H
#define COMPONENTS_CONSOLE_H

#include <console.h>
#include <cos/start.h>
#include <evm/image.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SERIAL_QUEUE 4096 /* bytes on their way to the line; a power of two */

static inline const struct evm_image *image(void)
{
    return (const struct evm_image *)COS_IMAGE;
}

static inline const struct evm_component *component(uint64_t id)
{
    return (const struct evm_component *)(COS_IMAGE + image()->components) + id;
}

/* ---- serial.c ---- */

void serial_init(void);
void serial_put(char c); /* the caller has looked at serial_room() */
size_t serial_room(void);
size_t serial_pending(void);
/* Sends what the UART takes, but not more than some 250 bytes; its interrupt calls for the rest. */
void serial_send(void);
/* A byte received, or -1. */
int serial_receive(void);
/* Whether the UART has something to tell; what it told is then forgotten, but for bytes received. */
bool serial_interrupting(void);

/* ---- lines.c ---- */

/* Takes text for a client's line; true if an unfinished line is left that nobody has seen. raw: without prefix. */
bool lines_write(uint64_t client, const char *text, size_t bytes, bool raw);
void lines_flush(uint64_t client);
void lines_flush_all(void);
/* Shows unfinished lines that have waited long enough. Returns the TSC time when the next is due, or COS_FOREVER. */
uint64_t lines_flush_old(uint64_t now);
/* Room that a call needs in the serial queue so that nothing is lost, whatever it writes. */
#define LINE_BYTES 160
#define LINES_ROOM (CONSOLE_CHUNK * (EVM_NAME + 4) + LINE_BYTES)

/* ---- input.c ---- */

void input_init(void);
void input_receive(char c);
/* Takes up to 8 bytes that are there for the client; first byte lowest. Result: how many. */
unsigned input_read(uint64_t client, uint64_t *text);

#endif
